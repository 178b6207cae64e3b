"""What the Data page asks the server: uploads in chunks, review, publish, history."""
