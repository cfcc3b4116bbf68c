"""What a whole corpus holds, estimated from proposals on all of it and human decisions on a sample; numpy alone."""
