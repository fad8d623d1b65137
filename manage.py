#!/usr/bin/env python
"""Django's command-line entry."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] in (["serve"], ["doctor"]):  # before the settings are read; jobs and migrations may take longer
        os.environ.setdefault("DB_STATEMENT_TIMEOUT_MS", "2000")
    execute_from_command_line(sys.argv)
