"""Health checks and counselling: plans, appointments, results, notes, consent, complaints."""
