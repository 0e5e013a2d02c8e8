#!/bin/sh
# sh tests/install_browsers.sh [chromium] [firefox] [webkit]; without a name: all three.
# The browser tests drive Debian's browsers. Install them where that is allowed, else say loudly
# which tests will be skipped.
set -u

programs_of() {
    case $1 in
        chromium) echo "chromium" ;;
        firefox) echo "firefox-esr certutil" ;;
        webkit) echo "WebKitWebDriver Xvfb" ;;
    esac
}

packages_of() {
    case $1 in
        chromium) echo "chromium fonts-noto-cjk" ;;
        firefox) echo "firefox-esr libnss3-tools" ;;
        webkit) echo "webkit2gtk-driver xvfb" ;;
    esac
}

is_there() {
    for program in $(programs_of "$1"); do
        command -v "$program" >/dev/null 2>&1 || return 1
    done
}

install() {
    echo "Installing $1 for the browser tests ..."
    log=/tmp/coursewright-$1.log
    # shellcheck disable=SC2046 # several words
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        $(packages_of "$1"); } >"$log" 2>&1 && return 0
    tail -n 3 "$log"
    return 1
}

[ $# -gt 0 ] || set -- chromium firefox webkit
for name; do
    if [ -z "$(packages_of "$name")" ]; then
        echo "Unknown engine '$name': chromium, firefox or webkit."
        exit 2
    fi
    is_there "$name" && continue
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && install "$name" && continue
    echo "*** $name is not installed and cannot be installed here: ITS TESTS ARE SKIPPED ***"
    echo "*** install Debian's packages $(packages_of "$name"), then run again ***"
done
