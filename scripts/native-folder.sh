#!/usr/bin/env bash
# Prints where a build with these cmake options lies: one folder for each set of them.
printf 'build/native-test'
[ $# -eq 0 ] || printf '%s' "$*" | cksum | sed 's/^\([0-9]*\).*/-\1/' | tr -d '\n'
