"""Run the storm at full timings (`make chaos`). The first line gives the seed, the last one the result."""

import argparse
import asyncio
import logging
import os
import random
import sys

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "TE_TESTING": "1"}

import django

django.setup()

from tests.faults import scene  # noqa: E402 -- needs the apps that the line above loads
from tests.faults.stack import standing  # noqa: E402 -- as above
from tests.faults.storm import Storm  # noqa: E402 -- as above


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=280)
    parser.add_argument("--kills", type=int, default=245)
    parser.add_argument("--rooms", type=int, default=16)
    parser.add_argument("--people", type=int, default=3, help="staff in each room; a candidate comes on top")
    parser.add_argument("--scale", type=float, default=1.0, help="of the rooms' timings")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    print(f"seed={options.seed} seconds={options.seconds:.0f} rooms={options.rooms}", flush=True)
    for noisy in ("httpx", "clients"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    with standing(scale=options.scale) as stack, scene.at(stack.database, stack.redis_url):
        scene.migrate()
        servers = stack.ensure("daphne", "uvicorn", "daphne")
        storm = Storm(stack, servers, options.seed, options.seconds, options.kills, options.rooms, options.people)
        findings = asyncio.run(storm.run())
        scene.Checker().check()
    for example in findings.examples[:20]:
        print(example)
    print(" ".join(f"{victim}={count}" for victim, count in sorted(storm.kills.items())))
    print(f"longest wait for an answer: {storm.longest:.1f} s")
    print(storm.last_line)
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
