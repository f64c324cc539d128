"""The API as OpenAPI 3.1 tells it: written from what its views and serializers say, kept in docs/, served and shown."""
