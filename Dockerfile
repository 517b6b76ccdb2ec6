# Kipic as a small image without build tools:
#   docker build -t kipic . && docker run --env-file .env -v kipic-data:/data -p 127.0.0.1:8080:8080 kipic
FROM python:3.13-slim

# A user of its own, whom no one else in the container or on the volume can read.
RUN useradd --system --uid 10001 --home-dir /data --no-create-home kipic \
    && install --directory --mode 700 --owner kipic --group kipic /data
WORKDIR /kipic

# The lock comes first: this layer is rebuilt only when a dependency changes.
COPY requirements.lock ./
RUN python -m pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action ignore \
    --no-deps --only-binary :all: --require-hashes -r requirements.lock

COPY pyproject.toml LICENSE ./
COPY migrations migrations
COPY flows flows
COPY bot bot
RUN python -m compileall -q bot migrations

ENV PYTHONUNBUFFERED=1 \
    KIPIC_DATA_DIR=/data \
    KIPIC_LISTEN=0.0.0.0:8080 \
    KIPIC_LOG_FORMAT=json
USER kipic
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['KIPIC_LISTEN'].rpartition(':')[2] + '/readyz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
