"""What tests share: small scenarios, made-up rooms and studies, faulty workers."""
