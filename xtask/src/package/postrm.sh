#!/bin/sh
set -e

# The data, its backups and the account that owns them stay, also after a purge: nobody deletes a
# district's records by removing a program.
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
