#!/usr/bin/env node
console.error("inference-sim: command line not wired yet");
process.exitCode = 1;
