#!/bin/sh
# What China controls today for goods that go to the United States, as a CSV file: fetched anew only when it changed.
# sh controls.sh [address of the site] [file]
set -eu
site=${1:-http://127.0.0.1:8000}
file=${2:-controls.csv}
status=$(curl --silent --show-error --fail --compressed --output "$file" --write-out '%{http_code}' \
    --etag-save "$file.etag" --etag-compare "$file.etag" \
    "$site/api/v1/controls/?issuer=CN&destination=US&state=in_force&format=csv")
case $status in
    304) echo "$file is as new as the record." ;;
    *) echo "$file is new." ;;
esac
