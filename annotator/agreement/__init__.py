"""Agreement between annotators: coefficients with intervals over matched quotations, speakers and stances."""
