"""The process `vangnet devices`: listens to devices and keeps what they send (decision 0015)."""
