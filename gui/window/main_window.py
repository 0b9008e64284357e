"""The window: its state, and the wiring between the panels and the engine.

Data goes round one way. A panel tells the window what the user did; the window changes its state, shows it at
once in the panels that need no engine, and asks the worker for a frame; the frame comes back with its titles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from engine.jobs import ChangeWorkingSize, OpenBundled, OpenFile, OpenJob
from engine.pictures.opened import PictureOpened
from engine.pixels.devices import Device, choose_device
from engine.pixels.region import Zoom
from engine.requests import Frame, Request
from engine.scenes import SCENES, Film
from engine.schedules import Schedule
from engine.state.command_line import Options, to_command
from engine.worker import Worker
from gui import style
from gui.controllers.generating import Generating
from gui.controllers.numbers import Numbers
from gui.controllers.opening import ask_for_file, job_for
from gui.exports.screenshots import Screenshots
from gui.images.zooming import zoom_by, zoom_to
from gui.window.main_menu import add_file_menu, add_help_menu, add_time_menu, add_view_menu, zoom_menu
from gui.window.panels import Panels
from gui.window.preferences import Preferences
from gui.window.remembered import Remembered

CATCHING_UP = 150  # milliseconds after which images older than the numbers are marked
AT_REST = 60  # milliseconds after the last frame, when the exact numbers are wanted


class MainWindow(QMainWindow):
    """The program's window. It is handed the worker, and does not own it."""

    picture_failed = Signal(str)
    generation_failed = Signal(str)
    engine_failed = Signal(str)
    device_refused = Signal(str)
    """The device of the options does not exist."""

    def __init__(self, worker: Worker, options: Options, preferences: Preferences | None = None) -> None:
        """Build the window in the state of `options`; without `preferences` nothing is read or saved."""
        super().__init__()
        self.setWindowTitle("Diffusion Sandbox")
        self.setAcceptDrops(True)
        self._worker = worker
        # The present state, but for the picture until it is open.
        self._options = replace(options, settings=options.settings_of(options.scene))
        self._settings: dict[str, Any] = {name: options.settings_of(name) for name in SCENES}
        self._schedule = options.schedule.make()
        self._devices: tuple[Device, ...] = ()
        self._picture: PictureOpened | None = None
        self._opening: dict[int, OpenJob] = {}
        self._asked: Request | None = None
        self._problem = ""  # why there are no images of the present state
        self._compared: list[Schedule] = []
        self._when_settled: list[Callable[[], None]] = []

        self._panels = Panels(options)
        self._panels.images.show_message("Loading the engine…")
        self.setCentralWidget(self._panels)
        self.setStatusBar(self._panels.status)
        self._remembered = Remembered(preferences)
        self._screenshots = Screenshots(self, self._panels, self.when_settled)
        self._numbers = Numbers(self, worker, self._panels.images)
        self._generating = Generating(self, worker, self._panels)
        self._following = False  # the timestep of a run as it goes
        self._awaited = options.shows_generation  # one that was asked for at the start
        self._late = QTimer(self, singleShot=True, interval=CATCHING_UP)
        self._rest = QTimer(self, singleShot=True, interval=AT_REST)
        self._build_menus()
        self._connect()
        self._remembered.restore(self, self._panels, options)
        self.show_theme(options.theme or self._remembered.theme)
        self._panels.show_scene(options.scene)
        self._panels.run_bar.setVisible(options.shows_generation)
        self._show_schedule()
        self._open(options.opening)

    def _build_menus(self) -> None:
        add_file_menu(
            self,
            self._choose_file,
            self._open_bundled,
            [
                ("menu_paste", "&Paste a picture", "Ctrl+V", self._paste),
                None,
                ("menu_screenshot", "&Save a screenshot…", "Ctrl+S", self._screenshots.ask),
                (
                    "menu_copy_screenshot",
                    "&Copy the window",
                    "Ctrl+Shift+C",
                    lambda: self._screenshots.copy("window", 1.0),
                ),
                ("menu_copy_command", "Copy co&mmand", "", self._copy_command),
            ],
        )
        add_time_menu(self, self._panels.timeline)
        zoom = zoom_menu(
            self,
            self._zoom_by,
            lambda: self._change_zoom(None),
            self._zoom_one_to_one,
            self._change_sampling,
            self._options.sampling,
        )
        self._panels.zoom.setMenu(zoom)
        curves = self._remembered.curves
        self._themes, self._curves = add_view_menu(self, self.show_theme, curves, self._show_curves, zoom)
        self._help = add_help_menu(self, self._show_help, self._remembered.help)
        self._show_curves()
        self._show_help()

    def _connect(self) -> None:
        # The worker's signals end at slots of this window, so they arrive in the window's thread.
        worker, panels = self._worker, self._panels
        worker.ready.connect(self._on_ready)
        worker.frame_ready.connect(self._on_frame)
        worker.job_progressed.connect(self._on_job_progressed)
        worker.job_done.connect(self._on_job_done)
        worker.job_failed.connect(self._on_job_failed)
        worker.failed.connect(self._on_failed)
        panels.picture.open_requested.connect(self._choose_file)
        panels.picture.bundled_requested.connect(self._open_bundled)
        panels.picture.paste_requested.connect(self._paste)
        panels.picture.working_size_changed.connect(self._change_working_size)
        panels.schedule.changed.connect(self._change_schedule)
        panels.noise.changed.connect(self._change_noise)
        panels.grid.changed.connect(self._change_noise)
        panels.device.device_changed.connect(self._change_device)
        panels.timeline.changed.connect(self._scrub_to)
        panels.curves.t_dragged.connect(self._scrub_to)
        panels.images.cell_clicked.connect(self._on_cell_clicked)
        panels.images.sizes_changed.connect(self._ask)
        panels.images.hovered.connect(self._on_hovered)
        panels.images.zoom_changed.connect(self._change_zoom)
        panels.tabs.currentChanged.connect(self._change_scene)
        panels.settings_changed.connect(self._change_settings)
        panels.run_bar.generate_requested.connect(self._generate)
        panels.run_bar.generate_from_here_requested.connect(self._generate_from_here)
        panels.run_bar.stop_requested.connect(self._generating.stop)
        self._numbers.measured.connect(self._settle)
        self._generating.advanced.connect(self._follow)
        self._generating.ended.connect(self._on_generated)
        self._generating.failed.connect(self._on_generation_failed)
        self._generating.matches_found.connect(panels.images.show_matches)
        panels.camera.clicked.connect(self._screenshots.ask)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._late.timeout.connect(self._mark_late)
        self._rest.timeout.connect(self._numbers.measure)
        self._rest.timeout.connect(self._probe)

    # What the user did.

    def _change(self, **changes: Any) -> None:
        """Take over a part of the state, and ask for its images."""
        self._options = replace(self._options, **changes)
        self._ask()

    @Slot(int)
    def _scrub_to(self, t: int) -> None:
        self._following = False
        self._go_to(t)

    @Slot(object)
    def _follow(self, t: int) -> None:
        """A run has reached t: go there, unless the hand or the eye is elsewhere."""
        if self._following and self._options.shows_generation:
            self._go_to(t)
        else:
            self._ask()

    def _go_to(self, t: int) -> None:
        t = min(max(t, 0), self._schedule.steps)  # an image may be clicked that is of a longer schedule
        self._panels.timeline.show_t(t)
        self._panels.curves.show_t(t)
        self._panels.readout.show_values(self._schedule, t)
        self._panels.run_bar.show_t(t)
        self._change(t=t)

    @Slot()
    def _change_schedule(self) -> None:
        choice = self._panels.schedule.choice
        try:
            self._schedule = choice.make()
        except ValueError as error:
            self._panels.schedule.show_error(str(error))
            return
        self._panels.schedule.show_error("")
        self._options = replace(self._options, schedule=choice)
        self._show_schedule()

    def _show_schedule(self) -> None:
        """Show the schedule in all panels, and the timestep that it leaves possible."""
        self._panels.timeline.show_steps(self._schedule.steps)
        self._panels.curves.show_schedule(self._schedule)
        self._compared = []
        self._go_to(min(self._options.t, self._schedule.steps))

    @Slot()
    def _change_noise(self) -> None:
        samples = self._panels.grid.samples
        film = Film(
            rows=self._panels.grid.rows,
            samples=samples,
            column=min(self._options.film.column, samples - 1),
            independent=not self._panels.noise.same_noise,
        )
        self._change(film=film, seed=self._panels.noise.seed)

    @Slot(object)
    def _change_settings(self, settings: Any) -> None:
        self._settings[self._options.scene] = settings
        self._options = replace(self._options, settings=settings)
        self._panels.run_bar.setVisible(self._options.shows_generation)
        self._ask()

    @Slot(int)
    def _change_scene(self, index: int) -> None:
        name = self._panels.tabs.tabData(index)
        self._panels.show_scene(name)
        self._options = replace(self._options, scene=name, settings=self._settings[name])
        self._panels.run_bar.setVisible(self._options.shows_generation)
        if self._options.shows_generation and self._following and self._generating.run:
            self._go_to(self._generating.run.reached)  # as it has gone on meanwhile
        self._ask()

    @Slot(str)
    def _change_device(self, name: str) -> None:
        self._change(device=name)

    @Slot(int)
    def _on_cell_clicked(self, index: int) -> None:
        """Go to the cell's timestep; a sample of the film becomes the large one."""
        frame = self._panels.images.frame
        assert frame is not None
        for row in frame.grid.rows:
            if index < len(row.cells):
                cell = row.cells[index]
                if cell.sample is not None and not row.large:
                    self._choose_sample(cell.sample)
                t = row.timestep(index)
                if t is not None:
                    self._scrub_to(round(t))
                return
            index -= len(row.cells)

    def _choose_sample(self, sample: int) -> None:
        """Make a sample the large one: of the film, or of the new pictures."""
        if self._options.shows_generation:
            self._panels.strips["generate"].show_number("sample", sample + 1)
        else:
            self._options = replace(self._options, film=replace(self._options.film, column=sample))

    # What part of the picture is seen.

    @Slot(object)
    def _change_zoom(self, zoom: Zoom | None) -> None:
        if self._picture is not None:
            self._panels.images.show_zoom(zoom, self._picture.id)
            self._change(zoom=zoom)

    def _zoom_by(self, factor: float) -> None:
        images = self._panels.images
        self._change_zoom(zoom_by(factor, self._options.zoom, images.picture_size, images.cell_sizes[0]))

    def _zoom_one_to_one(self) -> None:
        images = self._panels.images
        cell = images.cell_sizes[0]
        zoom = zoom_to(cell[0], self._options.zoom, images.picture_size, cell)
        self._change_zoom(zoom)
        if zoom is None and cell[0] > images.picture_size[0]:
            self._panels.status.show_message(
                "The picture is smaller than its cell: all of it is shown, enlarged."
            )

    def _change_sampling(self, sampling: str) -> None:
        self._change(sampling=sampling)

    # Generations.

    @Slot()
    def _generate(self) -> None:
        if self._picture is None or not self._devices or self._problem:
            return
        job = self._options.generation(self._picture.id, self._options.device)
        if job is not None:
            self._following = True
            self._generating.start(job)
            self._ask()

    @Slot()
    def _generate_from_here(self) -> None:
        self._panels.strips["generate"].show_number("start", self._options.t)
        self._generate()

    @Slot()
    def _on_generated(self) -> None:
        self._awaited = False
        self._settle()

    @Slot(str)
    def _on_generation_failed(self, sentence: str) -> None:
        if self._awaited:
            self._forget_waiting()  # what waits for it would show something else
        self._panels.status.show_message(sentence, error=True)
        self.generation_failed.emit(sentence)
        self._on_generated()

    def _generate_at_start(self) -> None:
        """Do what the command line asks for, and stay at its timestep."""
        if self._awaited and not self._generating.running and self._picture is not None and self._devices:
            self._generate()
            self._following = False
            self._awaited = self._generating.running  # unless another scene was chosen meanwhile

    # Pictures.

    def _open(self, job: OpenJob | None) -> None:
        if job is not None:
            self._panels.picture.show_busy(True)
            self._opening[self._worker.submit(job)] = job

    @Slot()
    def _choose_file(self) -> None:
        self._open(ask_for_file(self, self._options.picture, self._options.working_size))

    @Slot(str)
    def _open_bundled(self, name: str) -> None:
        self._open(OpenBundled(name, self._options.working_size))

    @Slot(object)
    def _change_working_size(self, size: int | None) -> None:
        self._options = replace(self._options, working_size=size)
        self._open(ChangeWorkingSize(size))

    @Slot()
    def _paste(self) -> None:
        job = job_for(QGuiApplication.clipboard().mimeData(), "pasted picture", self._options.working_size)
        self._open(job)
        if job is None:
            sentence = "There is no picture on the clipboard: copy one, then paste."
            self._panels.status.show_message(sentence, error=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        job = job_for(event.mimeData(), "dropped picture", self._options.working_size)
        self._open(job)
        if job is not None:
            event.acceptProposedAction()
        else:
            self._panels.status.show_message("Only files and pictures can be dropped here.", error=True)

    # The engine: requests go out, frames and results come back.

    @Slot()
    def _ask(self) -> None:
        """Ask for the images of the present state, unless they are what was asked for last."""
        request = self._options.request(self._picture.id if self._picture else "", self._options.device)
        if self._options.shows_generation:
            request = replace(request, run=self._generating.run)
        try:
            grid = request.grid()
        except ValueError as error:
            self._show_problem(str(error))
            return
        if self._problem:
            self._show_problem("")
        self._panels.images.show_grid(grid)
        self._show_compared([row.curve for row in grid.rows if row.curve is not None])
        if self._picture is None or not self._devices:
            return
        large, small = self._panels.images.cell_sizes
        request = replace(request, large=large, small=small)
        if request != self._asked:
            self._asked = request
            self._worker.ask(request)
            self._rest.stop()
            if self.isVisible() and not self._late.isActive():
                self._late.start()

    def _show_problem(self, sentence: str) -> None:
        self._problem = sentence
        self._panels.equation.show_problem(sentence)
        self._panels.run_bar.show_possible(not sentence)

    def _show_compared(self, schedules: list[Schedule]) -> None:
        if schedules != self._compared:
            self._compared = schedules
            self._panels.curves.show_compared(schedules)

    @Slot()
    def _on_frame(self) -> None:
        frame = self._worker.take()
        if frame is None or self.isHidden():
            return
        self._panels.images.show_frame(frame)
        self._numbers.show_frame()
        self._panels.equation.show_equation(frame.grid.equation, frame.grid.law, frame.grid.remark)
        if self._problem:
            self._panels.equation.show_problem(self._problem)
        self._show_frame_status(frame)
        if frame.request != self._asked:
            self._late.start()
        elif not frame.draft:
            self._late.stop()
            self._panels.images.show_catching_up(False)
            self._rest.start()
            self._settle()

    def _show_frame_status(self, frame: Frame) -> None:
        self._panels.status.show_frame(frame)
        if frame.notice:  # the device failed: go on where the frame came from
            self._panels.status.show_message(frame.notice, error=True)
            self._panels.device.show_device(frame.device)
            self._change(device=frame.device)
        titles = {device.name: device.title for device in self._devices}
        self._panels.status.show_device(titles.get(frame.device, frame.device))

    def when_settled(self, run: Callable[[], None]) -> None:
        """Call `run` once the images and their numbers answer the last request: now, if they do."""
        self._when_settled.append(run)
        self._settle()

    @Slot()
    def _settle(self) -> None:
        if self._is_settled():
            waiting, self._when_settled = self._when_settled, []
            for run in waiting:
                run()

    def _is_settled(self) -> bool:
        if self._awaited and self._picture is not None:
            return False
        frame = self._panels.images.frame
        if frame is None:  # without a picture there will be none
            return self._picture is None and not self._opening
        if frame.draft or frame.request != self._asked:
            return False
        return self._numbers.has_distances(frame)

    def _forget_waiting(self) -> None:
        self._when_settled.clear()
        self._panels.images.show_export_scale(1.0)

    @Slot()
    def _mark_late(self) -> None:
        self._panels.images.show_catching_up(True)

    @Slot(object)
    def _on_hovered(self, place: tuple[float, float] | None) -> None:
        self._numbers.show_place(place)
        self._probe()

    @Slot()
    def _probe(self) -> None:
        """Ask for the values at the pixel under the mouse, in all images, and for what it comes from."""
        if self._picture is None:
            return
        pixel = self._numbers.probe(self._picture, self._asked)
        if pixel is not None and self._options.shows_generation:
            width, height = self._picture.size
            place = (pixel[0] + 0.5) / width, (pixel[1] + 0.5) / height
            self._generating.find_matches(self._options.settings.sample - 1, self._options.t, place)

    @Slot(object)
    def _on_ready(self, devices: tuple[Device, ...]) -> None:
        self._devices = devices
        try:
            device = choose_device(self._options.device, devices)
        except ValueError as error:
            self.device_refused.emit(str(error))
            return
        self._panels.device.show_devices(devices, device)
        self._panels.status.show_message("")
        self._change(device=device)
        self._generate_at_start()

    @Slot(object, object)
    def _on_job_progressed(self, number: int, progress: Any) -> None:
        self._generating.on_progress(number, progress)
        self._numbers.on_progress(number, progress)

    @Slot(object, object)
    def _on_job_done(self, number: int, result: Any) -> None:
        if self._generating.on_done(number, result) or self._numbers.on_done(number, result):
            return
        if number in self._opening:
            self._show_picture(self._opening.pop(number), result)

    def _show_picture(self, job: OpenJob, opened: PictureOpened) -> None:
        match job:
            case OpenFile(path):
                self._options = replace(self._options, picture=path)
            case OpenBundled(name):
                self._options = replace(self._options, picture=None, bundled=name)
            case ChangeWorkingSize():
                pass
            case _:  # from the clipboard: no command line can name it
                self._options = replace(self._options, picture=Path(opened.name))
        replacing = self._picture is not None
        self._picture = opened
        self._panels.picture.show_busy(bool(self._opening))
        self._panels.picture.show_picture(opened)
        self._panels.picture.show_error("")
        self._panels.images.show_picture_size(opened.size)
        zoom = None if replacing else self._options.zoom  # that of the command line is of the first picture
        if zoom is not None:
            zoom = zoom_to(
                zoom.width, zoom, opened.size, self._panels.images.cell_sizes[0]
            )  # as far as it goes
        self._options = replace(self._options, zoom=zoom)
        self._panels.images.show_zoom(zoom, opened.id)
        self._panels.status.show_message("")
        self._generating.forget()
        self._ask()
        self._generate_at_start()

    @Slot(object, str)
    def _on_job_failed(self, number: int, sentence: str) -> None:
        if self._generating.on_failed(number, sentence) or self._numbers.on_failed(number):
            return
        if self._opening.pop(number, None) is None:
            return
        self._panels.status.show_message(sentence, error=True)
        self._panels.picture.show_busy(bool(self._opening))
        self._panels.picture.show_error(sentence)
        if self._picture is None:
            self._panels.images.show_message("Open a picture, drop one here, or choose a bundled one.")
        self.picture_failed.emit(sentence)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._late.stop()
        self._forget_waiting()  # what waits for these images would wait for ever
        self._panels.images.show_message(sentence)
        self._panels.status.show_message(sentence, error=True)
        self.engine_failed.emit(sentence)

    # How it looks, and what is taken home.

    @Slot(str)
    def show_theme(self, name: str) -> None:
        """Use the theme "system", "dark" or "light" everywhere."""
        self._options = replace(self._options, theme=name)
        theme = style.theme_named(name)
        QApplication.setPalette(style.palette(theme))
        self.setStyleSheet(style.stylesheet(theme))
        self._panels.show_theme(theme)
        for action in self._themes.actions():
            action.setChecked(action.data() == name)

    @Slot()
    def _follow_system(self) -> None:
        if self._options.theme == "system":
            self.show_theme("system")

    @property
    def shown_curves(self) -> list[str]:
        """The curves that are switched on."""
        return [action.data() for action in self._curves if action.isChecked()]

    def _show_curves(self) -> None:
        self._panels.curves.show_quantities(self.shown_curves)

    def _show_help(self) -> None:
        self._panels.show_help(self._help.isChecked())

    def capture(self, part: str, scale: float, then: Callable[[Any], None]) -> None:
        """Hand on an image of a part of the window (see screenshots.py)."""
        self._screenshots.capture(part, scale, then)

    @property
    def options(self) -> Options:
        """The present state, as the command line would ask for it."""
        return replace(self._options, window_size=(self.width(), self.height()))

    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(to_command(self.options))
        said = "Copied the command that gives this view"
        picture = self._options.picture
        if picture is not None and not picture.exists():
            said += f", once the picture is a file: {picture}"
        self._panels.status.show_message(f"{said}.")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window looked."""
        self._panels.timeline.show_playing(False)
        self._late.stop()
        self._rest.stop()
        self._remembered.save(self, self._panels, self.options, self.shown_curves, self._help.isChecked())
        super().closeEvent(event)
