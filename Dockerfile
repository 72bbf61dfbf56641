# Two stages: the first installs and builds the guide's index, the second only runs.
FROM python:3.11-slim AS build

WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install -r requirements.lock

# Source last: a changed article does not install everything again.
COPY models ./models
COPY config ./config
COPY bot ./bot
COPY ingest.py ./
COPY knowledge ./knowledge
RUN DATA_DIR=/app/data /venv/bin/python ingest.py build


FROM python:3.11-slim

# DATA_DIR is the only place written to; mount a volume there to keep it.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PTB_TIMEDELTA=1 DATA_DIR=/app/data
RUN useradd --create-home --uid 10001 consorcia
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build --chown=consorcia /app /app
USER consorcia
VOLUME /app/data

# Asks the same parts that answering needs: settings, token, database, model and index.
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s CMD ["python", "-m", "bot", "doctor"]
# A volume that is empty, or older than the guide in the image, gets its index before the bot starts; one whose new index
# is refused starts with the one before.
CMD ["sh", "-c", "python ingest.py build --if-stale; exec python -m bot run"]
