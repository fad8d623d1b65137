"""Static files by content hash, native JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    # Rewrites `import … from "./x.js"` to hashed names, so that modules may be cached for ever.
    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # a module's hash settles one pass after those of all it imports
