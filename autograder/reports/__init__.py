"""One Report, several looks: HTML, lines, CSV, JUnit XML, GitHub. Each encodes the student's text."""
