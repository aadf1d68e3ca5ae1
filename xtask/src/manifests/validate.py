# Reads YAML and says what is wrong with it by the schemas of Kubernetes. Input: {"version": "1.37", "texts": {name:
# text}, "schemas": {"group/version Kind": schema}}; the latter are of resources that Kubernetes itself does not know.
# Output: {name: {"documents": [...], "faults": [...]}}.
import functools
import json
import sys

import jsonschema
import yaml
from kubernetes_validate import utils

# It reads a file of megabytes for each resource otherwise.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


@functools.lru_cache(maxsize=None)
def fault(document, version, schemas):
    resource = json.loads(document)
    kind = f"{resource.get('apiVersion')} {resource.get('kind')}"
    where = f"{resource.get('kind')} {(resource.get('metadata') or {}).get('name')}"
    own = json.loads(schemas).get(kind)
    try:
        if own is not None:
            jsonschema.Draft202012Validator(own).validate(resource)
        else:
            utils.validate(resource, version, strict=True)
    except jsonschema.ValidationError as error:
        return f"{where}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
    except Exception as error:
        return f"{where}: {getattr(error, 'message', error)}"
    return None


def look(text, version, schemas):
    try:
        documents = [document for document in yaml.safe_load_all(text) if document]
    except yaml.YAMLError as error:
        return {"documents": [], "faults": [str(error)]}
    faults = [fault(json.dumps(document, sort_keys=True), version, schemas) for document in documents]
    return {"documents": documents, "faults": [found for found in faults if found]}


asked = json.load(sys.stdin)
schemas = json.dumps(asked["schemas"])
json.dump({name: look(text, asked["version"], schemas) for name, text in asked["texts"].items()}, sys.stdout)
