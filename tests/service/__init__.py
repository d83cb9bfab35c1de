"""Tests of the HTTP service, the command and the server they run on."""
