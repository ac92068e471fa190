"""A real browser, for what is shown in one."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "browser/node_modules/axe-core/axe.min.js"
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
WIDTHS = [360, 1280]
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="Debian's packages chromium and chromium-driver are not installed",
)
needs_axe = pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tests/browser"
)


def start(profile: Path) -> Any:
    """Return a browser without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(str(DRIVER)))


def show(browser: Any, address: str, width: int, scheme: str = "light") -> None:
    """Open a page in a window of some width, in light or dark."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get("about:blank")
    browser.get(address)


def wait_for(browser: Any, script: str, seconds: float = 20) -> Any:
    """Wait until a script returns what is true, and return that."""
    deadline = time.monotonic() + seconds
    while not (found := browser.execute_script(script)):
        assert time.monotonic() < deadline, script
        time.sleep(0.05)
    return found


def allow_downloads(browser: Any, folder: Path) -> None:
    """Let the browser put what it downloads into a folder."""
    behavior = {"behavior": "allow", "downloadPath": str(folder)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", behavior)


def barriers(browser: Any) -> list[tuple[str, str]]:
    """Return what axe-core finds serious or critical on the page."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert len(found["passes"]) > 10
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    return [(v["id"], v["nodes"][0]["html"]) for v in serious]


def too_wide(browser: Any) -> list[str]:
    """Return the elements that reach over the window's right edge."""
    script = (
        "return [...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
    )
    return list(browser.execute_script(script))
