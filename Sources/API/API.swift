/// Namespace marker.
