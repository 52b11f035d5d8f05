"""What says of a row that it is paid, in part or whole, planned or void; read or asked for, never passed over."""
