#!/usr/bin/python3
"""A WebKitGTK browser that WebKitWebDriver drives and that keeps its profile on disk.

WebKit's own browser keeps no profile under automation. The pages' console output goes to
`console.log` in the profile. Hardware acceleration must stay on: screenshots hang without it.
"""

import argparse
import os

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    return parser.parse_args()


def open_context(profile):
    data = WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
    context = WebKit2.WebContext.new_with_website_data_manager(data)
    context.get_cookie_manager().set_persistent_storage(
        f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE
    )
    context.set_preferred_languages(["zh-CN"])
    context.set_automation_allowed(True)
    return context


def allow(_view, request):
    request.allow()
    return True


def print_when_asked(view, profile):
    """A page under automation cannot print by itself, so a test asks for it with the file `print`,
    which is removed once the page is printed. WebKit ignores the orientation that the page wants;
    the content of the file sets it."""
    asked = f"{profile}/print"
    under_way = []

    def done(_operation):
        os.remove(asked)
        under_way.clear()

    def look():
        if under_way or not os.path.exists(asked):
            return True
        with open(asked, encoding="utf-8") as file:
            across = file.read() == "across"
        paper = Gtk.PageSetup()
        paper.set_paper_size(Gtk.PaperSize.new(Gtk.PAPER_NAME_A4))
        if across:
            paper.set_orientation(Gtk.PageOrientation.LANDSCAPE)
        settings = Gtk.PrintSettings()
        settings.set_printer("Print to File")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, f"file://{profile}/printed.pdf")
        operation = WebKit2.PrintOperation.new(view)
        operation.set_print_settings(settings)
        operation.set_page_setup(paper)
        operation.connect("finished", done)
        under_way.append(operation)
        operation.print_()
        return True

    GLib.timeout_add(200, look)


def main():
    given = options()
    context = open_context(given.profile)

    def open_view(_session):
        view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
        view.get_settings().set_enable_write_console_messages_to_stdout(True)
        view.connect("permission-request", allow)
        print_when_asked(view, given.profile)
        window = Gtk.Window(decorated=False)
        window.set_default_size(given.width, given.height)
        window.add(view)
        window.show_all()
        view.connect("close", lambda _view: window.destroy())
        return view

    def begin(_context, session):
        about = WebKit2.ApplicationInfo()
        about.set_name("xuncha-tests")
        session.set_application_info(about)
        session.connect("create-web-view", open_view)

    context.connect("automation-started", begin)
    Gtk.main()


def log_into(profile):
    """Keeps the browser's output, which the driver discards."""
    os.makedirs(profile, exist_ok=True)
    log = os.open(f"{profile}/console.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)


if __name__ == "__main__":
    log_into(options().profile)
    main()
