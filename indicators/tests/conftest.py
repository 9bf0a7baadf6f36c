"""The cast of people and the fixtures that every room's tests share."""

from consortium.tests.browser import chromium, windows  # noqa: F401
from consortium.tests.cast import *  # noqa: F403 - fixtures are found by their names here
from consortium.tests.files import files_root  # noqa: F401
from consortium.tests.job_fixtures import run_jobs  # noqa: F401
from indicators.tests.demo_world import filled_in_november, november  # noqa: F401
