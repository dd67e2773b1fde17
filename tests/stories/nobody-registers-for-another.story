story "whoever logs in as one user does not register for another"
user kate "a good secret"
user carol "another secret"
phone kate login kate "a good secret"

play
  kate registers as carol
  kate gets 403
