"""What templates may call: amounts, times and small drawings. No rule and no query."""
