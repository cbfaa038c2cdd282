#!/bin/sh
set -e

if [ "$1" = configure ]; then
    if ! getent passwd xuncha > /dev/null; then
        useradd --system --user-group --home-dir /var/lib/xuncha --shell /usr/sbin/nologin xuncha
    fi
    for folder in /var/lib/xuncha /var/backups/xuncha; do
        if [ ! -d "$folder" ]; then
            install -d -m 700 -o xuncha -g xuncha "$folder"
        fi
    done
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        # The first start is the operator's, after /etc/default/xuncha. A server that runs goes on
        # with the new program.
        systemctl try-restart xuncha.service
    fi
fi
