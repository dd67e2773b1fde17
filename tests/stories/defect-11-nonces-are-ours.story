story "credentials for a nonce that we never gave are a new challenge"
user kate "a good secret"
phone kate

play
  kate registers with Authorization="Digest username='kate', realm='callwright', nonce='00000000', uri='sip:engine', response='00000000000000000000000000000000'"
  kate gets 401

expect
  kate never gets 200
