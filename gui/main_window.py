"""The window: builds the panels and joins them. All wiring is here.

Data goes round one way. A panel tells the window what the user did; the window changes its state, shows it at
once in the panels that need no engine, and asks the worker for a frame; the frame comes back with its titles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox

import resources
from engine.devices import choose_device
from engine.messages import (
    ChangeWorkingSize,
    Device,
    Frame,
    Job,
    OpenBundled,
    OpenData,
    OpenFile,
    PictureOpened,
    Request,
)
from engine.scenes import SCENES, Film
from engine.worker import Worker
from gui import style
from gui.command_line import DEFAULT_SIZE, THEME_NAMES, Options, to_command
from gui.menus import add_choices, add_commands, add_switches
from gui.panels import Panels
from gui.preferences import Preferences, one_of
from gui.quantities import QUANTITIES
from gui.screenshot import ScreenshotDialog, copy_image, draw_widget, png_bytes, save_png

CATCHING_UP = 150  # milliseconds after which images older than the numbers are marked


class MainWindow(QMainWindow):
    """The program's window. It is handed the worker, and does not own it."""

    settled = Signal()
    """The images answer the last request."""
    picture_failed = Signal(str)
    engine_failed = Signal(str)
    device_refused = Signal(str)
    """The device of the options does not exist."""

    def __init__(self, worker: Worker, options: Options, preferences: Preferences | None = None) -> None:
        """Build the window in the state of `options`; without `preferences` nothing is read or saved."""
        super().__init__()
        self.setWindowTitle("Diffusion Sandbox")
        self.setAcceptDrops(True)
        self._worker = worker
        self._preferences = preferences
        self._devices: tuple[Device, ...] = ()
        self._device = options.device
        self._scene = options.scene
        self._film = options.film
        self._settings = {name: options.settings_of(name) for name in SCENES}
        self._schedule = options.schedule.make()
        self._choice = options.schedule
        self._t = options.t
        self._picture: PictureOpened | None = None
        self._source: Path | None = options.picture
        self._opening: dict[int, Path | None] = {}
        self._asked: Request | None = None
        self._when_settled: list[Callable[[], None]] = []
        self._theme_name = options.theme or self._remembered("theme", "system", THEME_NAMES)

        self._panels = Panels(options)
        self._panels.images.show_message("Loading the engine…")
        self.setCentralWidget(self._panels)
        self.setStatusBar(self._panels.status)
        self._build_menus()
        self._connect()
        self._late = QTimer(self, singleShot=True, interval=CATCHING_UP)
        self._late.timeout.connect(self._mark_late)
        self._restore(options)
        self.show_theme(self._theme_name)
        self._panels.show_scene(self._scene)
        self._show_schedule()
        self._open(
            OpenFile(options.picture, options.working_size)
            if options.picture
            else OpenBundled(resources.picture_names()[0], options.working_size)
        )

    # Building.

    def _build_menus(self) -> None:
        picture = self.menuBar().addMenu("&File")
        add_commands(self, picture, [("menu_open", "&Open a picture…", "Ctrl+O", self._choose_file)])
        bundled = picture.addMenu("Open &bundled")
        for name in resources.picture_names():
            run = lambda name=name: self._open_bundled(name)  # noqa: E731
            add_commands(self, bundled, [(f"bundled_{name}", name.capitalize(), "", run)])
        add_commands(
            self,
            picture,
            [
                ("menu_paste", "&Paste a picture", "Ctrl+V", self._paste),
                None,
                ("menu_screenshot", "&Save a screenshot…", "Ctrl+S", self._ask_for_screenshot),
                ("menu_copy_screenshot", "&Copy the window", "Ctrl+Shift+C", self._copy_window),
                ("menu_copy_command", "Copy co&mmand", "", self._copy_command),
                None,
                ("menu_quit", "&Quit", "Ctrl+Q", self.close),
            ],
        )
        time = self._panels.timeline
        add_commands(
            self,
            self.menuBar().addMenu("&Time"),
            [
                ("menu_play", "&Play or pause", "Space", time.toggle_play),
                ("menu_next", "&Next timestep", "Right", lambda: time.step_by(1)),
                ("menu_previous", "P&revious timestep", "Left", lambda: time.step_by(-1)),
                ("menu_page_on", "A &hundredth on", "Shift+Right", lambda: time.step_by(time.page)),
                ("menu_page_back", "A h&undredth back", "Shift+Left", lambda: time.step_by(-time.page)),
                ("menu_first", "&First", "Home", lambda: time.go_to(0)),
                ("menu_last", "&Last", "End", lambda: time.go_to(self._schedule.steps)),
            ],
        )
        view = self.menuBar().addMenu("&View")
        themes = {"system": "System", "dark": "Dark", "light": "Light"}
        self._themes = add_choices(self, view.addMenu("Theme"), themes, self.show_theme)
        words = {name: quantity.words.capitalize() for name, quantity in QUANTITIES.items()}
        shown = self._remembered_names("curves", ("beta", "alpha_bar", "log_snr"), tuple(QUANTITIES))
        self._switches = add_switches(self, view.addMenu("Curves"), words, shown, self._show_quantities)
        self._panels.curves.show_quantities(shown)
        about = ("menu_about", "&About Diffusion Sandbox", "", self._show_about)
        add_commands(self, self.menuBar().addMenu("&Help"), [about])

    def _connect(self) -> None:
        worker = (
            self._worker
        )  # its signals end at slots of this window, so they arrive in the window's thread
        worker.ready.connect(self._on_ready)
        worker.frame_ready.connect(self._on_frame)
        worker.job_done.connect(self._on_job_done)
        worker.job_failed.connect(self._on_job_failed)
        worker.failed.connect(self._on_failed)
        self._panels.picture.open_requested.connect(self._choose_file)
        self._panels.picture.bundled_requested.connect(self._open_bundled)
        self._panels.picture.paste_requested.connect(self._paste)
        self._panels.picture.working_size_changed.connect(self._change_working_size)
        self._panels.schedule.changed.connect(self._change_schedule)
        self._panels.noise.changed.connect(self._change_settings)
        self._panels.grid.changed.connect(self._change_settings)
        self._panels.device.device_changed.connect(self._change_device)
        self._panels.timeline.changed.connect(self._go_to)
        self._panels.curves.t_dragged.connect(self._go_to)
        self._panels.images.cell_clicked.connect(self._on_cell_clicked)
        self._panels.images.sizes_changed.connect(self._ask)
        self._panels.tabs.currentChanged.connect(self._change_scene)
        for strip in self._panels.strips.values():
            strip.changed.connect(self._change_scene_settings)
        self._panels.camera.clicked.connect(self._ask_for_screenshot)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    # What the user did.

    @Slot(int)
    def _go_to(self, t: int) -> None:
        self._t = t
        self._panels.timeline.show_t(t)
        self._panels.curves.show_t(t)
        self._panels.readout.show_values(self._schedule, t)
        self._ask()

    @Slot()
    def _change_schedule(self) -> None:
        choice = self._panels.schedule.choice
        try:
            schedule = choice.make()
        except ValueError as error:
            self._panels.schedule.show_error(str(error))
            return
        self._panels.schedule.show_error("")
        self._choice, self._schedule = choice, schedule
        self._show_schedule()

    def _show_schedule(self) -> None:
        """Show the schedule in all panels, and the timestep that it leaves possible."""
        self._panels.timeline.show_steps(self._schedule.steps)
        self._panels.curves.show_schedule(self._schedule)
        self._go_to(min(self._t, self._schedule.steps))

    @Slot()
    def _change_settings(self) -> None:
        samples = self._panels.grid.samples
        self._film = Film(
            rows=self._panels.grid.rows,
            samples=samples,
            column=min(self._film.column, samples - 1),
            independent=not self._panels.noise.same_noise,
        )
        self._ask()

    @Slot(object)
    def _change_scene_settings(self, settings: object) -> None:
        self._settings[self._scene] = settings
        self._ask()

    @Slot(str)
    def _change_device(self, name: str) -> None:
        self._device = name
        self._ask()

    @Slot(int)
    def _change_scene(self, index: int) -> None:
        self._scene = self._panels.tabs.tabData(index)
        self._panels.show_scene(self._scene)
        self._ask()

    @Slot(int)
    def _on_cell_clicked(self, index: int) -> None:
        """Go to the cell's timestep; a sample becomes the large one."""
        frame = self._panels.images.frame
        assert frame is not None
        fixed = len(frame.grid.rows[-1].cells) - self._film.samples  # cells of a row that are no samples
        for row in frame.grid.rows:
            if index < len(row.cells):
                if SCENES[self._scene].has_film and not row.large and index >= fixed:
                    self._film = replace(self._film, column=index - fixed)
                t = row.cells[index].t
                self._go_to(row.t if t is None else t)
                return
            index -= len(row.cells)

    # Pictures.

    def _open(self, job: Job) -> None:
        self._panels.picture.show_busy(True)
        source = job.path if isinstance(job, OpenFile) else None
        if isinstance(job, ChangeWorkingSize):
            source = self._source
        self._opening[self._worker.submit(job)] = source

    @Slot()
    def _choose_file(self) -> None:
        patterns = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif);;All files (*)"
        start = str(self._source.parent) if self._source else ""
        name, _ = QFileDialog.getOpenFileName(self, "Open a picture", start, patterns)
        if name:
            self._open(OpenFile(Path(name), self._panels.picture.working_size))

    @Slot(str)
    def _open_bundled(self, name: str) -> None:
        self._open(OpenBundled(name, self._panels.picture.working_size))

    @Slot(object)
    def _change_working_size(self, size: int | None) -> None:
        self._open(ChangeWorkingSize(size))

    @Slot()
    def _paste(self) -> None:
        if not self._open_mime(QGuiApplication.clipboard().mimeData(), "pasted picture"):
            self._panels.status.show_message(
                "There is no picture on the clipboard: copy one, then paste.", error=True
            )

    def _open_mime(self, mime: QMimeData, name: str) -> bool:
        """Open what was dropped or pasted; whether it was a picture or a file."""
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if files:
            self._open(OpenFile(Path(files[0]), self._panels.picture.working_size))
        elif not image.isNull():
            self._open(OpenData(name, png_bytes(image), self._panels.picture.working_size))
        return bool(files) or not image.isNull()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self._open_mime(event.mimeData(), "dropped picture"):
            event.acceptProposedAction()
        else:
            self._panels.status.show_message("Only files and pictures can be dropped here.", error=True)

    # The engine: requests go out, frames and results come back.

    @Slot()
    def _ask(self) -> None:
        """Ask for the images of the present state, unless they are what was asked for last."""
        request = Request(
            picture=self._picture.id if self._picture else "",
            large=(1, 1),
            small=(1, 1),
            schedule=self._choice,
            scene=self._scene,
            settings=self._settings[self._scene],
            film=self._film,
            t=self._t,
            seed=self._panels.noise.seed,
            device=self._device,
        )
        try:
            self._panels.images.show_grid(request.grid())
        except ValueError as error:
            self._panels.equation.show_problem(str(error))
            return
        if self._picture is None or not self._devices:
            return
        large, small = self._panels.images.cell_sizes
        request = replace(request, large=large, small=small)
        if request != self._asked:
            self._asked = request
            self._worker.ask(request)
            if not self._late.isActive():
                self._late.start()

    @Slot()
    def _on_frame(self) -> None:
        frame = self._worker.take()
        if frame is None or self.isHidden():
            return
        self._panels.images.show_frame(frame)
        self._panels.equation.show_equation(frame.grid.equation, frame.grid.law, frame.grid.remark)
        self._show_frame_status(frame)
        if frame.request == self._asked and not frame.draft:
            self._late.stop()
            self._panels.images.show_catching_up(False)
            waiting, self._when_settled = self._when_settled, []
            for run in waiting:
                run()
            self.settled.emit()
        else:
            self._late.start()

    def _show_frame_status(self, frame: Frame) -> None:
        if self._picture is not None:
            self._panels.status.show_frame(frame, *self._picture.size)
        if frame.notice:  # the device failed: go on where the frame came from
            self._panels.status.show_message(frame.notice, error=True)
            self._device = frame.device
            self._panels.device.show_device(frame.device)
            self._ask()
        titles = {device.name: device.title for device in self._devices}
        self._panels.status.show_device(titles.get(frame.device, frame.device))

    @Slot()
    def _mark_late(self) -> None:
        self._panels.images.show_catching_up(True)

    @Slot(object)
    def _on_ready(self, devices: tuple[Device, ...]) -> None:
        self._devices = devices
        try:
            self._device = choose_device(self._device, devices)
        except ValueError as error:
            self.device_refused.emit(str(error))
            return
        self._panels.device.show_devices(devices, self._device)
        self._panels.status.show_message("")
        self._ask()

    @Slot(object, object)
    def _on_job_done(self, number: int, opened: PictureOpened) -> None:
        self._source = self._opening.pop(number)
        self._picture = opened
        self._panels.picture.show_busy(bool(self._opening))
        self._panels.picture.show_picture(opened)
        self._panels.picture.show_error("")
        self._panels.images.show_picture_size(opened.size)
        self._panels.status.show_message("")
        self._ask()

    @Slot(object, str)
    def _on_job_failed(self, number: int, sentence: str) -> None:
        self._opening.pop(number)
        self._panels.picture.show_busy(bool(self._opening))
        self._panels.picture.show_error(sentence)
        self._panels.status.show_message(sentence, error=True)
        if self._picture is None:
            self._panels.images.show_message("Open a picture, drop one here, or choose a bundled one.")
        self.picture_failed.emit(sentence)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._late.stop()
        self._panels.status.show_message(sentence, error=True)
        self.engine_failed.emit(sentence)

    # How it looks.

    @Slot(str)
    def show_theme(self, name: str) -> None:
        """Use the theme "system", "dark" or "light" everywhere."""
        self._theme_name = name
        theme = style.theme_named(name)
        QApplication.setPalette(style.palette(theme))
        self.setStyleSheet(style.stylesheet(theme))
        self._panels.show_theme(theme)
        for action in self._themes.actions():
            action.setChecked(action.data() == name)

    @Slot()
    def _follow_system(self) -> None:
        if self._theme_name == "system":
            self.show_theme("system")

    def _show_quantities(self) -> None:
        self._panels.curves.show_quantities(
            [action.data() for action in self._switches if action.isChecked()]
        )

    # What is taken home.

    def capture(self, part: str, scale: float, then: Callable[[QImage], None]) -> None:
        """Draw a part of the window (see screenshot.PARTS) once its images answer the last request."""
        widget = {"window": self, "images": self._panels.images, "curves": self._panels.curves}[part]
        self._panels.timeline.show_playing(False)

        def draw() -> None:
            image = draw_widget(widget, self.devicePixelRatioF() * scale)
            self._panels.images.show_export_scale(1.0)
            then(image)

        self._panels.images.show_export_scale(scale)
        self.when_settled(draw)

    def when_settled(self, run: Callable[[], None]) -> None:
        """Call `run` once the images answer the last request: now, if they do."""
        frame = self._panels.images.frame
        if frame is not None and frame.request == self._asked:
            run()
        else:
            self._when_settled.append(run)

    @Slot()
    def _ask_for_screenshot(self) -> None:
        dialog = ScreenshotDialog(self)
        dialog.save_requested.connect(self._save_screenshot)
        dialog.copy_requested.connect(self._copy_screenshot)
        dialog.exec()
        dialog.deleteLater()

    @Slot(str, float, object)
    def _save_screenshot(self, part: str, scale: float, file: Path) -> None:
        def save(image: QImage) -> None:
            try:
                save_png(image, file)
            except ValueError as error:
                self._panels.status.show_message(str(error), error=True)
            else:
                self._panels.status.show_message(f"Saved {file}, {image.width()} × {image.height()} pixels.")

        self.capture(part, scale, save)

    @Slot(str, float)
    def _copy_screenshot(self, part: str, scale: float) -> None:
        def copy(image: QImage) -> None:
            copy_image(image)
            self._panels.status.show_message(f"Copied, {image.width()} × {image.height()} pixels.")

        self.capture(part, scale, copy)

    def _copy_window(self) -> None:
        self._copy_screenshot("window", 1.0)

    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(to_command(self.options))
        self._panels.status.show_message("Copied the command that gives this view.")

    @property
    def options(self) -> Options:
        """The present state, as the command line would ask for it."""
        return Options(
            picture=self._source,
            scene=self._scene,
            schedule=self._choice,
            t=self._t,
            seed=self._panels.noise.seed,
            film=self._film,
            settings=self._settings[self._scene],
            working_size=self._panels.picture.working_size,
            device=self._device,
            window_size=(self.width(), self.height()),
            theme=self._theme_name,
        )

    def _show_about(self) -> None:
        text = (
            "<h3>Diffusion Sandbox</h3><p>See diffusion: drag the timestep and watch images and curves of "
            "the noise process move together.</p><p>MIT licence. Equations: STIX fonts.</p>"
        )
        QMessageBox.about(self, "About Diffusion Sandbox", text)

    # What is remembered.

    def _remembered(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        return self._preferences.read(key, default, one_of(allowed)) if self._preferences else default

    def _remembered_names(
        self, key: str, default: tuple[str, ...], allowed: tuple[str, ...]
    ) -> tuple[str, ...]:
        def parse(text: str) -> tuple[str, ...]:
            return tuple(map(one_of(allowed), text.split()))

        return self._preferences.read(key, default, parse) if self._preferences else default

    def _restore(self, options: Options) -> None:
        self.resize(*(options.window_size or DEFAULT_SIZE))
        self._panels.show_width(self.width())
        if self._preferences:
            self._panels.readout.show_digits(int(self._remembered("digits", "4", ("4", "8", "16"))))
            self._panels.columns.restoreState(self._preferences.read_bytes("columns"))
            if not options.window_size:
                self.restoreGeometry(self._preferences.read_bytes("geometry"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window looked."""
        self._panels.timeline.show_playing(False)
        self._late.stop()
        if self._preferences:
            self._preferences.write("theme", self._theme_name)
            self._preferences.write("digits", self._panels.readout.digits)
            shown = [action.data() for action in self._switches if action.isChecked()]
            self._preferences.write("curves", " ".join(shown))
            self._preferences.write_bytes("columns", self._panels.columns.saveState())
            self._preferences.write_bytes("geometry", self.saveGeometry())
        super().closeEvent(event)
