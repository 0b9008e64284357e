"""The samplers, by name. Adding one is a file, its generator and its lines of Python, and an entry here."""

from __future__ import annotations

from dataclasses import replace

from engine.samplers import dpmpp, dpmpp_sde, euler, heun, multistep, unipc
from engine.samplers.family import SamplerFamily
from engine.samplers.option import ETA, S_NOISE, SamplerOption

_SDE_ETA = replace(ETA, help="Noise of the SDE: 0 follows the ODE, 1 is the reverse SDE.")
_LARGE = SamplerOption(
    "large_variance", r"\beta", 0.0, 0.0, 1.0, "1 takes beta, the larger of Ho et al. 2020.", True
)
_CURVATURE = SamplerOption(
    "curvature", r"\kappa", 1.0, 1.0, 2.0, "1 as in k-diffusion; 2 is of third order.", True
)
_OVER_SIGMA = SamplerOption(
    "over_sigma", r"W(\sigma)", 0.0, 0.0, 1.0,
    "The path that both noises of a step are parts of: 0 over SNR, as the SDE has it, 1 over sigma, as in libraries.",
    True,
)  # fmt: skip
_HEUN = SamplerOption("heun", "heun", 0.0, 0.0, 1.0, "1 is k-diffusion's solver type heun.", True)
_IN_T = SamplerOption("in_t", "t", 0.0, 0.0, 1.0, "1 takes polynomials in t (tAB).", True)
_SLOPES = SamplerOption("order", "p", 4.0, 1.0, 4.0, "How many slopes a step is made from.", True)
_CHURN = (
    SamplerOption(
        "s_churn",
        r"S_{\mathrm{churn}}",
        40.0,
        0.0,
        1000.0,
        "Noise added before each step: gamma is this over N.",
    ),
    SamplerOption("s_tmin", r"S_{\mathrm{tmin}}", 0.0, 0.0, 1e9, "Below this sigma no noise is added."),
    SamplerOption("s_tmax", r"S_{\mathrm{tmax}}", 1e9, 0.0, 1e9, "Above this sigma no noise is added."),
    S_NOISE,
)
_STILL = {"eta": 0.0, "s_noise": 1.0}
_ANCESTRAL = (
    r"X' = (s_{\mathrm{down}} / s) X + (1 - s_{\mathrm{down}} / s) D + s_{\mathrm{up}} n,"
    r"\, s_{\mathrm{up}} = \eta s' \sqrt{1 - (s' / s)^2}"
)
_CARRIED = r"(s' / s) X + (1 - s' / s) D"

SAMPLERS: dict[str, SamplerFamily] = {
    "ddim": SamplerFamily(
        "DDIM", euler.euler, euler.EULER_LINES,
        _ANCESTRAL,
        "Song et al. 2021, eq. 12 and 16",
        (replace(ETA, default=0.0),), noisy=True,
        peers={"A1111": "DDIM", "ComfyUI": "ddim", "diffusers": "DDIMScheduler"},
    ),
    "ddpm": SamplerFamily(
        "DDPM", euler.ddpm, euler.DDPM_LINES,
        r"X' = r^2 X + (1 - r^2) D + s' \sqrt{1 - r^2} \, n,\, r = s' / s", "Ho et al. 2020, algorithm 2",
        (_LARGE,), noisy=True, peers={"ComfyUI": "ddpm", "diffusers": "DDPMScheduler"},
    ),
    "euler": SamplerFamily(
        "Euler", euler.euler, euler.EULER_LINES,
        rf"X' = {_CARRIED}", "Karras et al. 2022; the same as DDIM with eta = 0", fixed={"eta": 0.0},
        peers={
            "A1111": "Euler", "ComfyUI": "euler", "diffusers": "EulerDiscreteScheduler",
            "k-diffusion": "sample_euler",
        },
    ),
    "euler_ancestral": SamplerFamily(
        "Euler ancestral", euler.euler, euler.EULER_LINES,
        r"X' = \text{Euler to } s_{\mathrm{down}} + s_{\mathrm{up}} n",
        "k-diffusion; the same as DDIM with this eta, and DDPM at eta = 1", (ETA,), noisy=True,
        peers={
            "A1111": "Euler a", "ComfyUI": "euler_ancestral",
            "diffusers": "EulerAncestralDiscreteScheduler", "k-diffusion": "sample_euler_ancestral",
        },
    ),
    "heun": SamplerFamily(
        "Heun", heun.edm, heun.EDM_LINES,
        r"X' = X + (s' - s) (d + d') / 2", "Karras et al. 2022, algorithm 1",
        fixed={"s_churn": 0.0, "s_tmin": 0.0, "s_tmax": 0.0, "s_noise": 1.0}, stages=2,
        peers={
            "A1111": "Heun", "ComfyUI": "heun", "diffusers": "HeunDiscreteScheduler", "k-diffusion": "sample_heun",
        },
    ),
    "edm": SamplerFamily(
        "EDM with churn", heun.edm, heun.EDM_LINES,
        r"\hat s = s (1 + \gamma),\, X + \sqrt{\hat s^2 - s^2} \, n,\, \text{then Heun}",
        "Karras et al. 2022, algorithm 2",
        _CHURN, stages=2, noisy=True, peers={"k-diffusion": "sample_heun with s_churn"},
    ),
    "dpm2": SamplerFamily(
        "DPM2", heun.dpm2, heun.DPM2_LINES,
        r"X' = X + (s' - s) d(\sqrt{s s'})",
        "Lu et al. 2022 (DPM-Solver-2); k-diffusion", fixed=_STILL, stages=2,
        peers={
            "A1111": "DPM2", "ComfyUI": "dpm_2", "diffusers": "KDPM2DiscreteScheduler", "k-diffusion": "sample_dpm_2",
        },
    ),
    "dpm2_ancestral": SamplerFamily(
        "DPM2 ancestral", heun.dpm2, heun.DPM2_LINES,
        r"X' = X + (s_{\mathrm{down}} - s) d(\sqrt{s s_{\mathrm{down}}}) + s_{\mathrm{up}} n",
        "k-diffusion", (ETA, S_NOISE), stages=2, noisy=True,
        peers={
            "A1111": "DPM2 a", "ComfyUI": "dpm_2_ancestral",
            "diffusers": "KDPM2AncestralDiscreteScheduler", "k-diffusion": "sample_dpm_2_ancestral",
        },
    ),
    "dpmpp_2s": SamplerFamily(
        "DPM++ 2S", dpmpp.dpmpp_2s, dpmpp.DPMPP_2S_LINES,
        r"X' = (s' / s) X + (1 - s' / s) D(\sqrt{s s'})",
        "Lu et al. 2022 (DPM-Solver++), algorithm 1", fixed=_STILL, stages=2,
        peers={"diffusers": "DPMSolverSinglestepScheduler"},
    ),
    "dpmpp_2s_ancestral": SamplerFamily(
        "DPM++ 2S ancestral", dpmpp.dpmpp_2s, dpmpp.DPMPP_2S_LINES,
        r"X' = (s_{\mathrm{down}} / s) X + (1 - s_{\mathrm{down}}"
        r" / s) D(\sqrt{s s_{\mathrm{down}}}) + s_{\mathrm{up}} n", "k-diffusion",
        (ETA, S_NOISE), stages=2, noisy=True,
        peers={
            "A1111": "DPM++ 2S a", "ComfyUI": "dpmpp_2s_ancestral", "k-diffusion": "sample_dpmpp_2s_ancestral",
        },
    ),
    "dpmpp_2m": SamplerFamily(
        "DPM++ 2M", dpmpp.dpmpp_2m, dpmpp.DPMPP_2M_LINES,
        r"X' = (s' / s) X + (1 - s' / s) (D + (h / (2 h_-)) (D - D_-))",
        "Lu et al. 2022 (DPM-Solver++), algorithm 2", markov=False,
        peers={
            "A1111": "DPM++ 2M", "ComfyUI": "dpmpp_2m",
            "diffusers": "DPMSolverMultistepScheduler", "k-diffusion": "sample_dpmpp_2m",
        },
    ),
    "dpmpp_sde": SamplerFamily(
        "DPM++ SDE", dpmpp.dpmpp_sde, dpmpp.DPMPP_SDE_LINES,
        r"X' = (s_{\mathrm{down}} / s) X + (1 - s_{\mathrm{down}} / s) D(\sqrt{s s'}) + s_{\mathrm{up}} n",
        "k-diffusion, r = 1/2", (_SDE_ETA, S_NOISE, _OVER_SIGMA), stages=2, noisy=True,
        peers={
            "A1111": "DPM++ SDE", "ComfyUI": "dpmpp_sde",
            "diffusers": "DPMSolverSDEScheduler", "k-diffusion": "sample_dpmpp_sde",
        },
    ),
    "dpmpp_2m_sde": SamplerFamily(
        "DPM++ 2M SDE", dpmpp_sde.dpmpp_2m_sde, dpmpp_sde.DPMPP_2M_SDE_LINES,
        r"X' = (s' / s) e^{-\eta h} X + (1 - e^{-(1 + \eta) h}) (D + (h / (2 h_-)) (D - D_-))"
        r" + s' \sqrt{1 - e^{-2 \eta h}}\, n",
        "Lu et al. 2022 (DPM-Solver++), appendix; k-diffusion",
        (_SDE_ETA, S_NOISE, _HEUN),
        markov=False, noisy=True,
        peers={
            "A1111": "DPM++ 2M SDE", "ComfyUI": "dpmpp_2m_sde",
            "diffusers": "DPMSolverMultistepScheduler, sde-dpmsolver++", "k-diffusion": "sample_dpmpp_2m_sde",
        },
    ),
    "dpmpp_3m_sde": SamplerFamily(
        "DPM++ 3M SDE", dpmpp_sde.dpmpp_3m_sde, dpmpp_sde.DPMPP_3M_SDE_LINES,
        r"X' = (s' / s) e^{-\eta h} X + (1 - e^{-(1 + \eta) h})"
        r" D + \varphi_2 D_1 - \varphi_3 D_2 + s' \sqrt{1 - e^{-2 \eta h}}\, n",
        "k-diffusion",
        (_SDE_ETA, S_NOISE, _CURVATURE),
        markov=False, noisy=True,
        peers={"A1111": "DPM++ 3M SDE", "ComfyUI": "dpmpp_3m_sde", "k-diffusion": "sample_dpmpp_3m_sde"},
    ),
    "lms": SamplerFamily(
        "LMS", multistep.lms, multistep.LMS_LINES,
        r"X' = X + \sum_i w_i d_i,\, w_i \text{ the integral of } L_i(\sigma) \text{ from } s \text{ to } s'",
        "k-diffusion (Crowson 2022)",
        (_SLOPES,), markov=False,
        peers={
            "A1111": "LMS", "ComfyUI": "lms", "diffusers": "LMSDiscreteScheduler", "k-diffusion": "sample_lms",
        },
    ),
    "ipndm": SamplerFamily(
        "iPNDM", multistep.ipndm, multistep.IPNDM_LINES,
        r"X' = X + (s' - s) (55 d - 59 d_1 + 37 d_2 - 9 d_3) / 24",
        "Zhang and Chen 2023; Liu et al. 2022 (PNDM)", (_SLOPES,), markov=False,
        peers={"ComfyUI": "ipndm", "diffusers": "IPNDMScheduler"},
    ),
    "deis": SamplerFamily(
        "DEIS", multistep.deis, multistep.DEIS_LINES,
        r"X' = X + \sum_i w_i d_i,\, w_i \text{ the integral of }"
        r" L_i(\log\sigma) d\sigma \text{ from } s \text{ to } s'",
        "Zhang and Chen 2023",
        (replace(_SLOPES, default=3.0), _IN_T),
        markov=False, peers={"ComfyUI": "deis", "diffusers": "DEISMultistepScheduler"},
    ),
    "unipc": SamplerFamily(
        "UniPC", unipc.unipc, unipc.UNIPC_LINES,
        r"X' = (s' / s) X + (1 - s' / s) D - B(-h) \sum_i a_i (D_i - D) / r_i", "Zhao et al. 2023",
        (
            SamplerOption("order", "p", 2.0, 1.0, 3.0, "Order of the predictor; the corrector adds one.", True),
            SamplerOption(
                "bh", "B", 2.0, 1.0, 2.0, "1: B(h) = h; 2: B(h) = e^h - 1; D is x0, so it is taken at -h.", True
            ),
        ),
        markov=False, peers={"A1111": "UniPC", "ComfyUI": "uni_pc_bh2", "diffusers": "UniPCMultistepScheduler"},
    ),
    "lcm": SamplerFamily(
        "LCM-like", euler.lcm, euler.LCM_LINES, r"X' = D + s' n",
        "Luo et al. 2023; with a posterior mean this is no consistency model, and blurs", noisy=True,
        peers={"A1111": "LCM", "ComfyUI": "lcm", "diffusers": "LCMScheduler", "k-diffusion": "sample_lcm"},
    ),
}  # fmt: skip
