"""One Report, several looks: HTML, plain text, CSV. Each encodes the student's text for its format."""
