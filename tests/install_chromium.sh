#!/bin/sh
# The browser tests drive Debian's Chromium. Install it where that is allowed, else say loudly
# that they will be skipped.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests ..."
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        chromium fonts-noto-cjk; } >/tmp/coursewright-chromium.log 2>&1 && exit 0
    tail -n 3 /tmp/coursewright-chromium.log
fi
echo "*** chromium is not installed and cannot be installed here: BROWSER TESTS ARE SKIPPED ***"
echo "*** install Debian's package 'chromium' (and fonts-noto-cjk), then run again          ***"
