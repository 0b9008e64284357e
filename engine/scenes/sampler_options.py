"""What can be chosen of a sampler and a spacing: an option for each of theirs, shown where it does anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from engine.option import Option
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.run import LISTS, read_levels
from engine.samplers.timesteps import SPACINGS

GROUP = "Sampler"


@dataclass(frozen=True, kw_only=True)
class SamplerSettings:
    """The options of samplers and spacings beside those that every scene with a sampler has of its own.

    One does nothing where its sampler or spacing is not chosen. With its default it is not given to the run, whose
    own default then holds: the usual order of each sampler, the ends of the schedule.
    """

    ancestral_eta: float = 1.0
    order: int = 0
    s_churn: float = 40.0
    s_tmin: float = 0.0
    s_tmax: float = 1000.0
    s_noise: float = 1.0
    sde_heun: bool = False
    curvature: str = "1"
    over_sigma: bool = False
    deis_in_t: bool = False
    unipc_b: str = "2"
    rho: float = 7.0
    poly_rho: float = 1.0
    beta_a: float = 0.6
    beta_b: float = 0.6
    steps_offset: int = 0
    threshold: float = 0.025
    sigma_min: float = 0.0
    sigma_max: float = 0.0
    whole_timesteps: bool = False
    sigmas: str = "14.6/7/3.4/1.6/0.8/0.35/0.12/0.03"
    timesteps: str = "999/850/700/550/400/250/100/1"


DEFAULTS = {each.name: each.default for each in fields(SamplerSettings)} | {
    "eta": 0.0,
    "variance": "posterior",
}
"""The default of each field, with those that the scenes have of their own."""

NAMES = {
    ("", "eta"): "ancestral_eta",
    ("ddim", "eta"): "eta",
    ("", "large_variance"): "variance",
    ("", "heun"): "sde_heun",
    ("", "in_t"): "deis_in_t",
    ("", "bh"): "unipc_b",
    ("", "offset"): "steps_offset",
    ("polyexponential", "rho"): "poly_rho",
    ("", "alpha"): "beta_a",
    ("", "beta"): "beta_b",
    ("", "log_snr_max"): "sigma_min",
    ("", "log_snr_min"): "sigma_max",
}
"""The field for an option of a run, by the sampler or spacing that has it, where that is not its own name."""


def field_of(owner: str, option: str) -> str:
    """The field for an option of a sampler or spacing."""
    return NAMES.get((owner, option), NAMES.get(("", option), option))


def _with(field: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For which samplers or spacings a field does anything."""
    for setting, table in (("sampler", SAMPLERS), ("spacing", SPACINGS)):
        found = tuple(
            name
            for name, each in table.items()
            if any(field_of(name, one.name) == field for one in each.options)
        )
        if found:
            return ((setting, found),)
    raise ValueError(f"No sampler and no spacing has {field!r}.")


def _number(name: str, label: str, help: str, maximum: float, step: float, minimum: float = 0.0) -> Option:
    return Option(
        name,
        label,
        "number",
        help,
        minimum=minimum,
        maximum=maximum,
        step=step,
        when=_with(name),
        group=GROUP,
    )


def _choice(name: str, label: str, help: str, *choices: tuple[str, str]) -> Option:
    return Option(name, label, "choice", help, choices=choices, when=_with(name), group=GROUP)


def _switch(name: str, label: str, help: str) -> Option:
    return Option(name, label, "switch", help, when=_with(name), group=GROUP)


KINDS = {"whole": "Whole timesteps", "fractional": "Between timesteps", "sigma": "Over σ"}
"""What spacings are sorted by."""


def _under_headings(option: Option, choices: Iterable[tuple[str, str, str]]) -> Option:
    """An option with choices, given as (heading, key, words): their order under each heading stays."""
    under: dict[str, list[tuple[str, str]]] = {}
    for heading, key, words in choices:
        under.setdefault(heading, []).append((key, words))
    return replace(
        option,
        choices=tuple(choice for each in under.values() for choice in each),
        headings=tuple((each[0][0], heading) for heading, each in under.items()),
    )


SAMPLER = _under_headings(
    Option(
        "sampler", "sampler", "choice",
        "How the steps go from noise to picture: with one evaluation of the denoiser a step, or two; some look back "
        "at earlier ones.",
        group=GROUP,
    ),
    ((each.heading, name, each.title) for name, each in SAMPLERS.items()),
)  # fmt: skip
SPACING = _under_headings(
    Option(
        "spacing", "spacing", "choice",
        "Which noise levels are visited. Some lie between two timesteps: the slider then has the nearest whole one, "
        "and the titles the exact one.",
        group=GROUP,
    ),
    [
        *sorted(
            ((KINDS[each.kind], name, each.title) for name, each in SPACINGS.items()),
            key=lambda choice: [*KINDS.values()].index(choice[0]),
        ),
        *(("Your own", name, title) for name, title in LISTS.items()),
    ],
)  # fmt: skip
BETWEEN = (*(name for name, each in SPACINGS.items() if each.kind != "whole"), *LISTS)
"""The spacings whose levels need not be timesteps."""
VARIANCE = Option(
    "variance", "variance", "choice",
    "β̃ is that of the posterior, right when x₀ is known. β, that of the step forward, is right for x₀ ~ N(0, I) "
    "where variance is preserved, and leaves too much noise in what varies less, most of all with few steps.",
    choices=(("posterior", "β̃ (posterior)"), ("beta", "β")), group=GROUP,
)  # fmt: skip
OPTIONS = (
    _number("eta", "η", "Noise of DDIM: 0 none, 1 as DDPM with β̃.", 1.0, 0.05),
    _number("ancestral_eta", "noise η", "Share of fresh noise: 0 follows the ODE; 1 is the reverse SDE.", 1.0, 0.05),
    Option(
        "variance", "variance", "choice", VARIANCE.help, choices=VARIANCE.choices, when=_with("variance"), group=GROUP
    ),
    Option(
        "order", "order", "whole", "How many evaluations make a step: the newest and those before.",
        maximum=4, none="usual", when=_with("order"), group=GROUP,
    ),
    _number("s_churn", "S churn", "Noise before a step: γ is this over their number, at most 0.414.", 1000.0, 1.0),
    _number("s_tmin", "S tmin", "Below this σ no noise is added.", 1000.0, 0.1),
    _number("s_tmax", "S tmax", "Above this σ no noise is added; 1000 is no limit.", 1000.0, 0.1),
    _number("s_noise", "S noise", "Factor of the fresh noise; 1 is right.", 2.0, 0.01),
    _switch("sde_heun", "by the slope", "On: k-diffusion's solver type heun. Off: its midpoint."),
    _choice(
        "curvature", "curvature", "1 as in libraries, of second order; 2 is the exact integral, of third order.",
        ("1", "1 (libraries)"), ("2", "2 (third order)"),
    ),
    _switch(
        "over_sigma", "path over σ",
        "Both noises of a step are parts of one Brownian path. On: over σ, as in libraries. Off: over SNR, as in the "
        "SDE.",
    ),
    _switch("deis_in_t", "polynomials in t", "On: polynomials in t, tAB of the paper. Off: in log σ."),
    _choice(
        "unipc_b",
        "B(h)",
        "The function B of the paper; as x₀ is predicted, it is taken at −h.",
        ("1", "h"),
        ("2", "exp h − 1"),
    ),
    _number("rho", "ρ", "Above 1 there are more levels near the picture.", 100.0, 0.1, 0.1),
    _number("poly_rho", "power ρ", "1 is exponential; above 1 levels are nearer the picture.", 100.0, 0.1, 0.1),
    _number("beta_a", "a", "First parameter of the beta distribution.", 20.0, 0.05, 0.05),
    _number("beta_b", "b", "Second parameter of the beta distribution.", 20.0, 0.05, 0.05),
    Option(
        "steps_offset", "offset", "whole",
        "Each timestep is noisier by so many, as far as there is room: steps_offset of diffusers.",
        maximum=1000, when=_with("steps_offset"), group=GROUP,
    ),
    _number("threshold", "θ", "How far the linear half goes, of 1.", 0.5, 0.005, 0.001),
    _number("sigma_min", "σ min", "The least noise level above 0; 0 takes that of t = 1.", 1e6, 0.01),
    _number("sigma_max", "σ max", "The greatest noise level; 0 takes that of the schedule.", 1e6, 0.1),
    Option(
        "sigmas", "sigmas", "text",
        "The noise levels to visit, falling, apart by commas, blanks or /; σ is noise over signal. A 0 at the end "
        "may be left out.",
        read=read_levels, when=(("spacing", ("sigmas",)),), group=GROUP,
    ),
    Option(
        "timesteps", "timesteps", "text",
        "The timesteps to visit, falling, from T to 0 and whole or not, apart by commas, blanks or /. The 0 at the "
        "end may be left out.",
        read=read_levels, when=(("spacing", ("timesteps",)),), group=GROUP,
    ),
    Option(
        "whole_timesteps", "whole timesteps", "switch",
        "On: each level is rounded to a whole timestep, as networks of whole timesteps need; doubles are left out.",
        when=(("spacing", BETWEEN),), group=GROUP,
    ),
)  # fmt: skip
"""Those of samplers and spacings, without the two choices themselves."""
