"""Schedules from outside: lists, tables and expressions; what is none ends in one sentence, and runs nothing."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.schedules import MAX_STEPS, make_schedule
from engine.schedules.columns import MOST_BYTES
from engine.schedules.diffusers_classes import CLASSES
from engine.schedules.doctor import examine
from engine.schedules.opened import open_schedule, opened_bytes, opened_text

LINEAR = make_schedule("linear", 40, beta_end=0.2)
LISTS = {
    "betas": LINEAR.betas,
    "alpha_bar": LINEAR.alpha_bar[1:],
    "log_snr": LINEAR.log_snr[1:],
    "sigmas": LINEAR.sigma[1:],
}


def npy(array: object, *, pickled: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=pickled)  # type: ignore[arg-type]
    return stream.getvalue()


def npz(**arrays: object) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("quantity", LISTS)
@pytest.mark.parametrize("turned", [False, True])
def test_what_a_list_is_is_guessed_and_said_up_or_down(quantity: str, turned: bool) -> None:
    values = LISTS[quantity][:: -1 if turned else 1]
    text = "\n".join(map(repr, values.tolist()))
    opened = opened_text(text, "mine.txt")
    assert (opened.guessed, opened.choice.steps) == (quantity, 40)
    assert opened.said[0].startswith("mine.txt is taken for 40 ")
    assert ("turned round" in opened.said[0]) == turned
    np.testing.assert_allclose(opened.choice.make().log_snr[1:], LINEAR.log_snr[1:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("number", ["1" + "0" * 400, "1e999", '"inf"'])
def test_a_number_beyond_float64_is_infinite(number: str) -> None:
    opened = opened_text(f'{{"betas": [0.1, {number}]}}', "a.json")
    with pytest.raises(ValueError, match="beta is inf at t = 2"):
        opened.choice.make()


def test_a_wrong_guess_can_be_put_right() -> None:
    opened = opened_text("0.5 0.6 0.7", "p.txt")
    assert opened.guessed == "betas"
    other = opened.taken_for("sigmas")
    assert other.said == ("Taken for 3 sigmas (noise / signal) of t = 1..3.",)
    np.testing.assert_allclose(other.choice.make().sigma[1:], [0.5, 0.6, 0.7])


@pytest.mark.parametrize(
    "text",
    [
        "0.1 0.2 0.35", "0.1,0.2,0.35", "0.1, 0.2,\n0.35", "0.1;0.2;0.35", "0,1;0,2;0,35", "0,1; 0,2; 0,35;",
        "0,1 0,2 0,35",
        "0,1\n0,2\n0,35\n", "0,1, 0,2, 0,35", "1 0.1\n2 0.2\n3 0.35", "t,beta\n1,0.1\n2,0.2\n3,0.35",
        "# mine\n0.1\t0.2\t0.35",
        "[0.1, 0.2, 0.35]", '{"betas": [0.1, 0.2, 0.35]}', "t;beta\n1;0,1\n2;0,2\n3;0,35", "1e-1 2e-1 3.5e-1",
        "t,beta\n0,\n1,0.1\n2,0.2\n3,0.35", '[{"beta": 0.1}, {"beta": 0.2}, {"beta": 0.35}]',
        "\ufeff0.1\r\n0.2\r\n0.35",
        "[0.1  0.2  0.35]", "[1.0e-01 2.0e-01\n 3.5e-01]", "array([0.1 , 0.2 , 0.35])", "[0.1, 0.2, 0.35,]",
        "tensor([0.1000, 0.2000, 0.3500], dtype=torch.float64)", "tensor([0.1, 0.2,\n  0.35], device='cuda:0')",
    ],
)  # fmt: skip
def test_numbers_are_read_however_they_are_written(text: str) -> None:
    choice = opened_bytes(text.encode(), "mine.csv").choice
    np.testing.assert_array_equal(choice.make().betas, [0.1, 0.2, 0.35])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (npy(LINEAR.betas), "a.npy"), (npz(alphas_cumprod=LINEAR.alpha_bar[1:]), "a.npz"),
        (npz(sigma=LINEAR.sigma), "a.npz"),
        (npy(LINEAR.betas.astype(np.float32)[:, None]), "a.npy"), (npz(log_snr=LINEAR.log_snr[::-1]), "a.npz"),
    ],
)  # fmt: skip
def test_arrays_of_numpy_are_read(data: bytes, name: str) -> None:
    choice = opened_bytes(data, name).choice
    np.testing.assert_allclose(choice.make().log_snr[1:], LINEAR.log_snr[1:], rtol=1e-6, atol=1e-6)


def test_an_expression_in_t_is_a_schedule_of_any_length() -> None:
    opened = opened_text("cos((t + 0.008) / 1.008 * pi / 2)**2", "pasted", 500)
    assert opened.guessed == "alpha_bar"
    made, cosine = opened.choice.make(), make_schedule("cosine", 500)
    np.testing.assert_allclose(made.alpha_bar[:-1], cosine.alpha_bar[:-1], rtol=1e-9)
    assert opened_text("1e-4 + t * (0.02 - 1e-4)", "pasted").guessed == "betas"
    assert opened_text("-20 * t + 10", "pasted").guessed == "log_snr"
    betas = opened_text("max(0.5 * t^2, 1e-4)", "pasted", 10).choice.make().betas
    np.testing.assert_allclose(betas, np.maximum(0.5 * (np.arange(1, 11) / 10) ** 2, 1e-4))


def test_an_expression_that_rises_to_the_clean_picture_has_all_its_steps() -> None:
    for rising, falling in (("t", "1 - t"), ("0.95 * t", "1 - t"), ("20 * t - 10", "10 - 20 * t")):
        turned, straight = (opened_text(text, "pasted", 100) for text in (rising, falling))
        assert "turned round" in turned.said[0]
        assert turned.choice.steps == straight.choice.steps == 100
        np.testing.assert_allclose(
            turned.choice.make().log_snr[1:], straight.choice.make().log_snr[1:], atol=1e-9
        )


class Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('a file was run')",)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", b"\0" * (MOST_BYTES + 1))
    return stream.getvalue()


def promises_much() -> bytes:
    data = npy(np.zeros(3))
    return data.replace(b"(3,)", b"(99999,)").replace(b"     }", b" }", 1)


def twice() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("beta.npy", npy(LINEAR.betas))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("beta.npy", npy(LINEAR.betas[::-1]))
    return stream.getvalue()


BAD = {
    "empty": (b"", "is empty"),
    "not JSON": (b"{'a': 1}", "is not JSON"),
    "numbers left out": (b"[1.e-04 1.2e-04 1.4e-04 ... 1.99e-02 2.e-02]", r"leaves numbers out \(\.\.\.\)"),
    "a list with nan": (b"[0.1, nan, 0.3]", "Entry 2 of 3 is no number"),
    "half JSON": (b'{"beta_start": 0.1', "is not JSON"),
    "JSON bomb": (b"[" * 200_000, "nested more than"),
    "deep": (b"[" * 30 + b"]" * 30, "nested more than"),
    "a key twice": (
        b'{"_class_name": "DDPMScheduler", "beta_end": 0.01, "beta_end": 0.02}',
        "mine.bin has the key beta_end more than once in one table: leave one of them",
    ),
    "a key twice in a table": (b'{"beta": [0.1, 0.2], "beta": [0.3, 0.4]}', "has the key beta more than once"),
    "a key twice in a row": (b'[{"beta": 0.1}, {"beta": 0.2, "t": 1, "beta": 0.3}]', "has the key beta more"),
    "a key twice in what is kept": (b'{"beta_schedule": "linear", "x": {"y": 1, "y": 1}}', "has the key y more"),
    "a column twice": (b"t,beta,beta\n1,0.1,0.2\n2,0.2,0.3", "has more than one column beta: leave one of them"),
    "a column twice in NPZ": (twice(), "has more than one column beta: leave one of them"),
    "strings": (b'{"betas": ["0.1", "0.2"]}', "entry 1 of betas is a text; it must be a number"),
    "truth in a column": (b'{"betas": [0.1, true]}', "entry 2 of betas is true or false; it must be a number"),
    "strings of a configuration": (
        b'{"_class_name": "DDPMScheduler", "trained_betas": ["0.1"]}',
        r"trained_betas\[0\] is '0.1'; it must be a number",
    ),
    "types": (b'{"_class_name": "DDPMScheduler", "num_train_timesteps": "1000"}', "it must be a whole number"),
    "beta_start": (b'{"beta_schedule": "linear", "beta_start": []}', r"beta_start is \[\]; it must be a number"),
    "truth": (b'{"_class_name": "DDIMScheduler", "rescale_betas_zero_snr": 1}', "it must be true or false"),
    "class": (b'{"_class_name": "VQDiffusionScheduler"}', "VQDiffusionScheduler replaces tokens by others"),
    "a class that is a list": (b'{"_class_name": []}', "has no noise schedule"),
    "kind": (b'{"_class_name": "DDPMScheduler", "beta_schedule": "bent"}', "beta_schedule is 'bent'; it must be one"),
    "NaN": (b"[0.1, NaN, 0.2]", r"Entry 2 of 3 is no number \(nan\)"),
    "YAML": (b"beta_start: 0.1\nbeta_end: 0.2\n", "is YAML or another text"),
    "words": (b"hello world\n0.1 a\n", "'a' in line 2 is not a number|'a' in line 1 is not a number"),
    "pickle": (pickle.dumps(Runs()), "a pickle, which may run code"),
    "objects": (npy(np.array([Runs()], dtype=object), pickled=True), "holds Python objects, which may run code"),
    "objects in NPZ": (npz(a=np.array([Runs()], dtype=object)), "holds Python objects, which may run code"),
    "texts in NPY": (npy(np.array(["a"])), "numbers are needed"),
    "cut NPY": (npy(LINEAR.betas)[:-9], "does not hold the numbers that it promises"),
    "NPY that promises": (promises_much(), "damaged"),
    "NPY of nothing": (b"\x93NUMPY", "damaged"),
    "cut NPZ": (npz(a=LINEAR.betas)[:60], "is damaged"),
    "zip bomb": (bomb(), "it is not read"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
    "no UTF-8": (b"0.1 \xff", "is no text in UTF-8"),
    "many": (b"1\n" * (MAX_STEPS + 9), f"more than {MAX_STEPS} numbers"),
    "many in JSON": (json.dumps([0.1] * (MAX_STEPS + 9)).encode(), f"more than {MAX_STEPS} numbers"),
    "many in NPY": (npy(np.zeros(10_000_000, np.uint8)), f"more than {MAX_STEPS} numbers"),
    "no column": (b"a,b\n1,2\n3,4", "has the columns a, b, and none is called beta"),
    "a session": (b'{"diffusion-sandbox": 1}', "is a session of this program"),
    "import": (b"__import__('os').system('true') * t", "only numbers, t|there is no function"),
    "attribute": (b"t.__class__", "only numbers, t"),
    "power": (b"9**9**9 * t", "a power is above 1000"),
    "power of t": (b"t**1e9", "a power is above 1000"),
    "large": (b"9" * 400 + b" * t", "a number is above 1e"),
    "brackets": (b"(" * 240 + b"t" + b")" * 240, "is no expression in t"),
    "long": (b"t + " * 200 + b"t", "at most 500 are read"),
    "unknown": (b"x + t", "'x' is unknown"),
    "lambda": (b"(lambda: t)()", "only numbers, t"),
    "arguments": (b"cos(t, t)", "cos has 1 argument, and 2 are given"),
    "root of less than 0": (b"sqrt(t - 2)", "is no number at t = 0 "),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_schedule_ends_in_one_sentence(case: str, tmp_path: Path) -> None:
    data, message = BAD[case]
    file = tmp_path / "mine.bin"
    file.write_bytes(data)
    with pytest.raises(ValueError, match=message) as refused:
        open_schedule(file)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert "mine.bin" in sentence or "t" in data.decode("latin-1")  # an expression names itself


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(200 * 2**20)  # no block of it is on the disk
    with pytest.raises(
        ValueError, match=r"large\.json has 200 MB, and a schedule has at most 64: it is not read\."
    ):
        open_schedule(file)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"none\.json was not found: it may"):
        open_schedule(tmp_path / "none.json")
    with pytest.raises(ValueError, match="is not a file"):
        open_schedule(tmp_path)


WORDS = "t 0.1 1e-3 , ; - inf nan { } [ ] : ( ) ** beta 9"
PIECES = (*WORDS.split(), " ", "\n", '"beta"')
BYTES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(str.encode),
    st.lists(st.sampled_from(PIECES)).map(lambda pieces: "".join(pieces).encode()),
)


@given(BYTES)
@settings(deadline=None)
def test_whatever_is_opened_ends_in_a_schedule_or_in_a_sentence(data: bytes) -> None:
    try:
        opened_bytes(data, "mine.txt", 20).choice.make()
    except ValueError as error:
        assert str(error)  # noqa: PT017 - all else is a fault


KEYS = (
    "_class_name beta_schedule beta_start trained_betas num_train_timesteps shift rescale_betas_zero_snr "
    "use_dynamic_shifting sigma_min snr_shift_scale timestep_spacing steps_offset set_alpha_to_one"
)
VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.lists(st.floats()),
    st.sampled_from(["linear", "leading", *CLASSES]),
)


@given(st.dictionaries(st.sampled_from(KEYS.split()), VALUES))
@settings(deadline=None)
def test_whatever_a_configuration_says_ends_in_a_schedule_or_in_a_sentence(keys: dict[str, Any]) -> None:
    try:
        choice = opened_text(json.dumps(keys), "mine.json").choice
    except ValueError as error:
        assert "mine.json" in str(error)  # noqa: PT017 - all else is a fault
        return
    examine(choice)
