"""The demo platform under gunicorn: `deploy.demo.serve_platform:create()`."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from deploy.demo.plans import plan_demo_courses
from deploy.demo.platform.app import create_platform
from deploy.demo.platform.config import PlatformConfig


def create() -> Flask:
    """PLATFORM_URL is the issuer, PLATFORM_DATA the folder of its state."""
    url, data = os.environ["PLATFORM_URL"], Path(os.environ["PLATFORM_DATA"])
    return create_platform(PlatformConfig(url, data, plan_demo_courses()))
