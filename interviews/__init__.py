"""The live interview: its log, its verbs, its pages and its REST edge."""
