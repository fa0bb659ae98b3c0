"""Transfer and guest doses between units, and who is enrolled twice."""
