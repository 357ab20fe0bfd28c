# Uses the image cache of Python Glance: glance-cache.py CONFIG_FILE COMMAND [ARGUMENT]
#   fill IMAGES    caches files, reads them so many times, queues others: JSON
#   list           tells what is cached and queued, and the checksum of each copy: JSON
#   tidy           cleans and prunes
import hashlib
import json
import sys

from oslo_config import cfg

from glance.common import config  # noqa: F401, declares the options
from glance import image_cache

config_file, command = sys.argv[1:3]
cfg.CONF(['--config-file', config_file], project='glance')
cache = image_cache.ImageCache()


def read(image_id):
    digest = hashlib.md5()
    with cache.open_for_read(image_id) as file:
        for chunk in iter(lambda: file.read(65536), b''):
            digest.update(chunk)
    return digest.hexdigest()


if command == 'fill':
    for image in json.loads(sys.argv[3]):
        if not image.get('path'):
            cache.queue_image(image['id'])
            continue
        with open(image['path'], 'rb') as file:
            cache.cache_image_file(image['id'], file)
        for _ in range(image['reads']):
            read(image['id'])
elif command == 'tidy':
    cache.clean()
    cache.prune()

images = cache.get_cached_images()
print(json.dumps({
    'driver': type(cache.driver).__module__,
    'cached': images,
    'queued': cache.get_queued_images(),
    'checksums': {image['image_id']: read(image['image_id']) for image in images},
}))
