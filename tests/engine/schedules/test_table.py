"""The table of a schedule: columns, digits, and the schedule read from it again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.schedules.opened import opened_bytes, opened_text
from engine.schedules.table import FORMATS, table_bytes, table_text
from engine.schedules.transforms import Applied
from engine.slices import finish

LINEAR = make_schedule("linear", 20)


def test_csv_has_17_digits_and_empty_cells_where_there_is_no_step() -> None:
    rows = list(csv.DictReader(io.StringIO(table_bytes(LINEAR, Path("a.CSV")).decode())))
    assert list(rows[0]) == [
        "t", "beta", "alpha", "alpha_bar", "log_alpha_bar", "one_minus_alpha_bar", "signal", "noise", "sigma", "snr",
        "log_snr", "gain", "variance", "posterior_variance",
    ]  # fmt: skip
    assert [row["t"] for row in rows] == [str(t) for t in range(21)]
    assert [rows[0][name] for name in ("beta", "alpha", "gain", "variance", "posterior_variance")] == [""] * 5
    assert (rows[0]["alpha_bar"], rows[0]["log_snr"], rows[0]["sigma"]) == ("1", "inf", "0")
    assert [float(row["beta"]) for row in rows[1:]] == LINEAR.betas.tolist()
    assert [float(row["log_alpha_bar"]) for row in rows] == LINEAR.log_alpha_bar.tolist()


def test_json_is_json_and_npz_has_the_same_numbers() -> None:
    data = json.loads(table_bytes(LINEAR, Path("a.json")), parse_constant=pytest.fail)
    assert data["beta"] == [None, *LINEAR.betas.tolist()]
    assert data["snr"][0] == "inf"
    arrays = np.load(io.BytesIO(table_bytes(LINEAR, Path("a.npz"))), allow_pickle=False)
    np.testing.assert_array_equal(arrays["signal"], LINEAR.signal)
    assert np.isnan(arrays["beta"][0])
    with pytest.raises(ValueError, match=r"a\.xls ends in none of \.csv, \.json, \.npz"):
        table_bytes(LINEAR, Path("a.xls"))


def test_a_table_for_a_spreadsheet_has_tabs_and_all_digits_and_can_be_pasted_again() -> None:
    shifted = ScheduleChoice("cosine", 450, transforms=(Applied("snr_shift"),)).make()
    text = finish(table_text((shifted,)))
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert len(rows) == 451
    assert [float(row["beta"]) for row in rows[1:]] == shifted.betas.tolist()
    assert rows[0]["beta"] == ""
    pasted = opened_text(text, "pasted").choice.make()
    np.testing.assert_allclose(pasted.log_snr[1:], shifted.log_snr[1:], rtol=1e-12)
    both = list(csv.DictReader(io.StringIO(finish(table_text((LINEAR, shifted)))), delimiter="\t"))
    assert [both[0]["schedule"], both[-1]["schedule"]] == ["linear", "cosine + SNR shift"]
    assert [row["t"] for row in both] == [*map(str, range(21)), *map(str, range(451))]


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("ending", FORMATS)
def test_a_schedule_comes_back_from_its_table(name: str, ending: str) -> None:
    schedule = make_schedule(name, 30)
    opened = opened_bytes(table_bytes(schedule, Path(f"mine{ending}")), f"mine{ending}")
    made = opened.choice.make()
    np.testing.assert_allclose(made.log_snr[1:], schedule.log_snr[1:], rtol=1e-9, atol=1e-9)
    if "does not" not in opened.said[0]:
        np.testing.assert_allclose(made.signal, schedule.signal, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(made.noise, schedule.noise, rtol=1e-9)
    else:
        assert name == "sub_vp"
