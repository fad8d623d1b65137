"""Settings of the browser tests' web server and worker: the project's own, reading the cast's quick passwords."""

from config.settings import *  # noqa: F403 -- everything else is as in production

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
