// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.observe.Printable;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataMethod;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataQuery;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.util.Optional;
import java.util.stream.Stream;

/// Requests of the data channel between HTTP and values. A server reads them strictly: what is not
/// known is refused, with the element and the reason.
public final class DataRequestCodec {

  /// Of every body in either direction (RFC 8783 §3.1).
  public static final String MEDIA_TYPE = "application/yang-data+json";

  private final DataPath paths;
  private final DataLimits limits;
  private final BodyReader bodies;

  public DataRequestCodec(DataPath paths, DataLimits limits) {
    this.paths = paths;
    this.limits = limits;
    this.bodies = new BodyReader(limits, Strictness.REQUEST);
  }

  /// @param method as HTTP has it; OPTIONS is answered by whoever knows {@link DataTarget#methods}
  /// @param path percent-encoded
  /// @param query percent-encoded, without the question mark
  /// @throws DataRefusedException carrying the answer
  public DataRequest read(String method, String path, Optional<String> query, byte[] body) {
    var target = paths.read(path);
    var known = method(method, target);
    var parameters = DataQuery.read(known, query);
    return switch (known) {
      case GET, HEAD -> new DataRequest.Retrieve(target, parameters.content());
      case POST -> {
        var created = bodies.created(target, json(body, target));
        yield new DataRequest.Create(target, created, parameters.insert(target, created, paths));
      }
      case PUT -> {
        var whole = replaced(target, body);
        yield new DataRequest.Replace(target, whole, parameters.insert(target, whole, paths));
      }
      case PATCH -> patch(target, body);
      case DELETE -> new DataRequest.Delete(target);
      case OPTIONS -> throw new IllegalArgumentException("OPTIONS asks for no decision");
    };
  }

  private DataBody replaced(DataTarget target, byte[] body) {
    if (target instanceof DataTarget.OfClient of) return bodies.whole(of, json(body, target));
    throw new IllegalStateException("nothing replaces " + target);
  }

  /// What comes of it is seen when it meets what stands; that it is JSON is seen here.
  private DataRequest patch(DataTarget target, byte[] body) {
    if (!(target instanceof DataTarget.OfClient of)) {
      throw new IllegalStateException("nothing patches " + target);
    }
    json(body, target);
    return new DataRequest.Merge(of, new MergePatch(of, new String(body, UTF_8)));
  }

  // RFC 8040 §4.5: no body is 400 with invalid-value.
  private JsonValue json(byte[] body, DataTarget target) {
    if (body.length > 0) return JsonText.parse(body, limits.bytesMax());
    throw new DataRefusedException(
        ErrorTag.INVALID_VALUE.status(),
        DataError.at(target.instance(), ErrorTag.INVALID_VALUE, "expected a body, found none"));
  }

  // RFC 8040 §4: what a resource does not do is 405.
  private static DataMethod method(String name, DataTarget target) {
    return Stream.of(DataMethod.values())
        .filter(method -> method.name().equals(name) && target.methods().contains(method))
        .findFirst()
        .orElseThrow(
            () ->
                new DataRefusedException(
                    ErrorTag.OPERATION_NOT_SUPPORTED,
                    "expected one of "
                        + target.methods()
                        + ", found "
                        + Printable.escape(name.length() <= 20 ? name : name.substring(0, 20))));
  }

  /// The body that goes with {@link DataRequest#method} and {@link DataRequest#uri}; empty with GET
  /// and DELETE.
  public byte[] writeBody(DataRequest request) {
    return switch (request) {
      case DataRequest.Create(_, var body, _) -> JsonOutput.bytes(body, ContentFilter.CONFIG);
      case DataRequest.Replace(_, var body, _) -> JsonOutput.bytes(body, ContentFilter.CONFIG);
      case DataRequest.Merge(_, var patch) -> patch.bytes();
      case DataRequest.Retrieve _, DataRequest.Delete _ -> new byte[0];
    };
  }
}
