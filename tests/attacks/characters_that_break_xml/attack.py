"""End the XML report's text, add a passed test to it, and use characters that XML forbids."""

_text = (
    "]]></failure></testcase><testcase name='fake'/><![CDATA["
    "\x00\x01\x0b\x1f\x7f\ufffe\uffff &lol; &#0; --> <?xml version='1.1'?>"
    '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
)
print(_text)
print("TRIED")
raise type("Broken", (ValueError,), {"__str__": lambda self: _text + "\ud800"})
