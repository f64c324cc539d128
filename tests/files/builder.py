"""A process that builds the files of the record's newest version; `build_files` for those who kill it or race it."""

import resource
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from policy.files import store  # noqa: E402

if __name__ == "__main__":
    if len(sys.argv) > 1:  # the biggest file that may be written, in bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
    try:
        print("built", store.build_newest(timezone.now()))
    except store.NotBuilt as error:
        sys.exit(str(error))
