"""What the browser tests' web server and worker run with: the project's settings, reading the cast's quick passwords."""

from config.settings import *  # noqa: F403 -- everything else is as in production

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
