from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.schedules import MAX_STEPS, make_schedule
from engine.schedules.quantities import ALL
from engine.schedules.schedule import Schedule
from gui.formulas.formula_label import FormulaLabel
from gui.plots.readout import DIGITS, Readout
from gui.style import THEMES

LINEAR = make_schedule("linear", 1000)
STEP = ("beta", "alpha", "sqrt_alpha", "posterior_variance")


@pytest.fixture
def column(qtbot: QtBot) -> QWidget:
    """A column 380 pixels wide."""
    column = QWidget()
    qtbot.addWidget(column)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addStretch()
    column.resize(380, 500)
    with qtbot.waitExposed(column):
        column.show()
    return column


@pytest.fixture
def readout(column: QWidget) -> Readout:
    readout = Readout(column)
    layout = column.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, readout)
    readout.show_theme(THEMES["dark"])
    readout.show_values(LINEAR, 637)
    settle(readout)
    return readout


def settle(readout: Readout, width: int = 380) -> None:
    readout.window().resize(width, 500)
    for _ in range(3):
        QApplication.processEvents()


def text(readout: Readout, name: str) -> str:
    found = readout.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def values(readout: Readout) -> dict[str, str]:
    return {name: text(readout, f"readout_{name}") for name in ALL}


def places(readout: Readout) -> list[QRect]:
    children = [*readout.findChildren(QLabel), *readout.findChildren(FormulaLabel)]
    fixed = (QComboBox, QToolButton)
    named = [child for child in children if child.objectName() not in ("readout_title", "library_index")]
    named += [child for kind in fixed for child in readout.findChildren(kind)]
    return [child.geometry() for child in named] + [readout.geometry()]


def box(readout: Readout) -> QComboBox:
    found = readout.findChild(QComboBox, "digits")
    assert isinstance(found, QComboBox)
    return found


def copied(readout: Readout) -> dict[str, str]:
    button = readout.findChild(QToolButton, "copy_values")
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    table = {}
    for line in lines:
        name, value = line.split("\t")
        table[name] = value
    return table


@pytest.mark.parametrize("digits", DIGITS)
def test_the_values_are_those_of_the_equations(readout: Readout, digits: int) -> None:
    betas = [1e-4 + (0.02 - 1e-4) * step / 999 for step in range(637)]
    before, beta = math.prod(1 - beta for beta in betas[:-1]), betas[-1]
    alpha_bar = before * (1 - beta)
    readout.show_digits(digits)
    expected = {
        "beta": beta,
        "alpha": 1 - beta,
        "sqrt_alpha": math.sqrt(1 - beta),
        "posterior_variance": beta * (1 - before) / (1 - alpha_bar),
        "alpha_bar": alpha_bar,
        "sqrt_alpha_bar": math.sqrt(alpha_bar),
        "one_minus_alpha_bar": 1 - alpha_bar,
        "sqrt_one_minus_alpha_bar": math.sqrt(1 - alpha_bar),
        "snr": alpha_bar / (1 - alpha_bar),
        "log_snr": math.log(alpha_bar / (1 - alpha_bar)),
        "sigma": math.sqrt((1 - alpha_bar) / alpha_bar),
    }
    shown = values(readout)
    assert shown.keys() == expected.keys()
    for name, number in expected.items():
        assert "-" not in shown[name]
        assert float(shown[name].replace("−", "-")) == pytest.approx(
            number, rel=max(0.6 * 10.0 ** (1 - digits), 1e-12)
        )


def test_on_another_path_all_numbers_are_those_of_the_path(readout: Readout) -> None:
    """Of a flow, 1 - s and s; beta and alpha_bar would be of the path that preserves variance, beta_tilde not."""
    flow, t = make_schedule("flow", 1000), 300
    readout.show_values(flow, t)
    signal, noise, step = 0.7, 0.3, 0.7 / 0.701
    added = noise**2 - (step * 0.299) ** 2
    expected = {
        "step_variance": added,
        "gain_squared": step**2,
        "gain": step,
        "posterior_variance": added * (0.299 / noise) ** 2,
        "signal_squared": signal**2,
        "signal": signal,
        "noise_squared": noise**2,
        "noise": noise,
        "snr": (signal / noise) ** 2,
        "log_snr": 2 * math.log(signal / noise),
        "sigma": noise / signal,
    }
    symbols = [symbol.accessibleName() for symbol in readout.findChildren(FormulaLabel)]
    assert symbols[:2] == ["q_t", "r_t^2"]
    assert symbols[5] == "signal_t"
    shown, with_names = values(readout), copied(readout)
    for place, (name, number) in zip(shown, expected.items(), strict=True):
        assert float(shown[place]) == pytest.approx(number, rel=1e-3)
        assert float(with_names[name]) == pytest.approx(number, rel=1e-9)
    readout.show_values(LINEAR, t)
    assert readout.findChildren(FormulaLabel)[0].accessibleName() != "q_t"
    assert "alpha_bar" in copied(readout)


def test_the_title_tells_t_and_the_index_that_libraries_use(readout: Readout) -> None:
    assert text(readout, "readout_title") == "AT t = 637"
    assert text(readout, "library_index") == "library index 636"
    readout.show_values(LINEAR, 0)
    assert text(readout, "readout_title") == "AT t = 0"
    assert text(readout, "library_index") == "no library index"


def test_title_and_index_begin_where_the_table_does(readout: Readout) -> None:
    places = [readout.findChild(QLabel, name) for name in ("readout_title", "library_index")]
    edge = min(symbol.x() for symbol in readout.findChildren(FormulaLabel))
    assert [place.x() for place in places if place] == [edge, edge]


def test_a_moved_t_lays_nothing_out_anew(readout: Readout, qapp: QApplication) -> None:
    class Noting(QObject):
        laid_out = 0

        def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
            self.laid_out += event.type() == QEvent.Type.LayoutRequest
            return False

    qapp.processEvents()
    noting = Noting()
    readout.installEventFilter(noting)
    for t in (1, 50, 1000):
        readout.show_values(LINEAR, t)
        qapp.processEvents()
    assert noting.laid_out == 0


def test_the_clean_picture_has_no_step(readout: Readout) -> None:
    readout.show_values(LINEAR, 0)
    shown = values(readout)
    assert {shown[name] for name in STEP} == {"—"}
    assert shown["alpha_bar"] == shown["sqrt_alpha_bar"] == "1.000"
    assert shown["one_minus_alpha_bar"] == shown["sqrt_one_minus_alpha_bar"] == shown["sigma"] == "0"
    assert shown["snr"] == shown["log_snr"] == "∞"


def test_the_first_step_back_has_no_variance(readout: Readout) -> None:
    readout.show_values(make_schedule("linear", 1), 1)
    assert values(readout)["posterior_variance"] == "0"
    assert text(readout, "library_index") == "library index 0"


def test_the_user_chooses_the_digits(readout: Readout) -> None:
    told: list[int] = []
    readout.digits_changed.connect(told.append)
    assert (readout.digits, values(readout)["alpha_bar"]) == (4, f"{LINEAR.alpha_bar[637]:.5f}")
    box(readout).setFocus()
    QTest.keyClick(box(readout), Qt.Key.Key_Down)
    assert (told, readout.digits) == ([8], 8)
    assert values(readout)["alpha_bar"] == f"{LINEAR.alpha_bar[637]:.9f}"
    QTest.keyClick(box(readout), Qt.Key.Key_End)
    QTest.keyClick(box(readout), Qt.Key.Key_End)
    assert (told, readout.digits) == ([8, 16], 16)


def test_showing_digits_tells_nothing(readout: Readout) -> None:
    told: list[int] = []
    readout.digits_changed.connect(told.append)
    for digits in DIGITS:
        readout.show_digits(digits)
        assert box(readout).currentText() == f"{digits} digits"
    with pytest.raises(ValueError, match="5 digits cannot be shown: choose 4, 8 or 16"):
        readout.show_digits(5)
    assert (told, readout.digits) == ([], 16)


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("width", [300, 380])
def test_nothing_moves_with_t_and_nothing_is_cut_off(readout: Readout, width: int, digits: int) -> None:
    readout.show_digits(digits)
    settle(readout, width)
    assert readout.width() == width
    before = places(readout)
    largest = Schedule.from_betas("largest", (), [1 - 1e-16] * 50_000)
    for schedule in (LINEAR, make_schedule("cosine", 1000), make_schedule("linear", MAX_STEPS), largest):
        for t in (0, 1, 2, schedule.steps // 2, schedule.steps - 1, schedule.steps):
            readout.show_values(schedule, t)
            settle(readout, width)
            assert places(readout) == before
            for label in readout.findChildren(QLabel):
                assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width()
                assert readout.contentsRect().contains(label.geometry())


def test_two_columns_where_they_fit(readout: Readout) -> None:
    def columns() -> int:
        labels = [label for label in readout.findChildren(QLabel) if label.objectName()[8:] in ALL]
        return len({label.geometry().right() for label in labels})

    found = {}
    for digits in DIGITS:
        readout.show_digits(digits)
        for width in (300, 500, 300, 900):
            settle(readout, width)
            found[digits, width] = columns()
            assert not any(
                one is not other and one.geometry().intersects(other.geometry())
                for one in readout.findChildren(QLabel)
                for other in [*readout.findChildren(QLabel), *readout.findChildren(FormulaLabel)]
            )
    assert found[4, 900] == found[8, 900] == found[16, 900] == 2
    assert found[16, 300] == 1


def test_the_copy_has_every_value_with_all_its_digits(readout: Readout) -> None:
    table = copied(readout)
    assert (table.pop("t"), table.pop("library index")) == ("637", "636")
    assert table.keys() == ALL.keys()
    assert float(table["beta"]) == LINEAR.beta(637)
    assert float(table["alpha_bar"]) == LINEAR.alpha_bar[637]
    assert float(table["sigma"]) == LINEAR.sigma[637]
    assert float(table["one_minus_alpha_bar"]) == -math.expm1(LINEAR.log_alpha_bar[637])


def test_the_copy_at_the_clean_picture_leaves_empty_what_there_is_not(readout: Readout) -> None:
    readout.show_values(LINEAR, 0)
    table = copied(readout)
    assert {table[name] for name in (*STEP, "library index")} == {""}
    assert float(table["snr"]) == math.inf


def test_the_menu_of_the_card_copies_too(readout: Readout) -> None:
    QGuiApplication.clipboard().clear()
    assert readout.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    (action,) = readout.actions()
    action.trigger()
    assert QGuiApplication.clipboard().text().startswith("t\t637\n")


def test_before_a_schedule_is_known_there_is_nothing_to_copy(qtbot: QtBot) -> None:
    readout = Readout()
    qtbot.addWidget(readout)
    assert set(values(readout).values()) == {""}
    QGuiApplication.clipboard().setText("what was\tthere")
    assert copied(readout) == {"what was": "there"}


def test_values_below_the_range_of_float64(readout: Readout) -> None:
    schedule = make_schedule("linear", MAX_STEPS)
    assert schedule.alpha_bar[-1] == schedule.snr[-1] == 0
    readout.show_digits(8)
    readout.show_values(schedule, MAX_STEPS)
    with localcontext(prec=40):
        product = Decimal(1)
        for beta in schedule.betas.tolist():
            product *= 1 - Decimal(beta)
        assert abs(Decimal(values(readout)["alpha_bar"].replace("−", "-")) / product - 1) < Decimal("1e-7")
        assert abs(Decimal(copied(readout)["snr"]) / product - 1) < Decimal("1e-9")
        assert abs(Decimal(values(readout)["sigma"].replace("−", "-")) * product.sqrt() - 1) < Decimal("1e-7")
