#!/bin/sh
set -e

if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now xuncha.service xuncha-backup.timer
fi
