// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.UnknownMethodException;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Messages of the draft's profile as JSON that shows every field, and back. What JSON cannot say
/// exactly stands beside it as bytes, which are taken when it is written again.
public final class MessageJson {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final int OK = 200;
  private static final long CODE_MAX = 0x7fff;

  private final Models models;
  private final Optional<Method> asked;
  private final Map<Long, Method> methods = new HashMap<>();

  /// @param models of the kinds that may come
  /// @param asked what responses answer, unless the request came before them
  public MessageJson(Models models, Optional<Method> asked) {
    this.models = models;
    this.asked = asked;
  }

  /// All messages of a stream.
  ///
  /// @throws WireException if it is none, with what was expected and what came
  public List<Map<String, Object>> write(byte[] stream) {
    var messages = new ArrayList<Map<String, Object>>();
    int at = 0;
    while (at < stream.length) {
      int end = Math.min(stream.length, at + PROFILE.length(stream, at));
      messages.add(one(Arrays.copyOfRange(stream, at, end)));
      at = end;
    }
    return messages;
  }

  private Map<String, Object> one(byte[] bytes) {
    var packet = PROFILE.packet(bytes);
    var json = new LinkedHashMap<String, Object>();
    json.put("header", HeaderJson.write(packet));
    if (packet.fragment().isWhole()) {
      whole(json, packet, PROFILE.message(bytes));
    } else {
      json.put("type", "fragment");
      json.put("content", packet.body().hex());
    }
    return json;
  }

  private void whole(Map<String, Object> json, Packet packet, Message message) {
    var contents = message.contents();
    json.put("type", contents.isResponse() ? "response" : "request");
    json.put("code", contents.code());
    try {
      if (contents.isResponse()) response(json, packet.transaction(), contents);
      else request(json, packet.transaction(), contents);
    } catch (WireException e) {
      json.put("problem", e.getMessage());
      json.put("payload", contents.payload().hex());
    }
    message.signature().ifPresent(each -> json.put("signature", SignatureJson.write(each)));
  }

  private void request(Map<String, Object> json, long transaction, Contents contents) {
    methods.putIfAbsent(transaction, method(contents.code()));
    json.put("method", Members.lower(method(contents.code())));
    var request = PROFILE.request(contents, models);
    json.put("body", RequestJson.write(request));
    exact(json, contents, PROFILE.contents(request));
  }

  // Odd numbers in their order.
  private static Method method(int code) {
    int index = code / 2;
    if (code % 2 == 0 || index >= Method.values().length) throw new UnknownMethodException(code);
    return Method.values()[index];
  }

  private void response(Map<String, Object> json, long transaction, Contents contents) {
    var method = Optional.ofNullable(methods.get(transaction)).or(() -> asked);
    method.ifPresent(known -> json.put("method", Members.lower(known)));
    if (method.isEmpty() && contents.code() == OK) {
      throw new WireException("what was asked is not known (--method)");
    }
    var response = PROFILE.response(contents, method.orElse(Method.STORE), models);
    json.put("body", ResponseJson.write(response));
    exact(json, contents, PROFILE.contents(response));
  }

  private static void exact(Map<String, Object> json, Contents contents, Contents again) {
    if (!again.payload().equals(contents.payload())) {
      json.put("payload", contents.payload().hex());
    }
  }

  /// @throws WireException with the place of what is wrong
  public static byte[] read(JsonNode json) {
    var in = new Members(json, "");
    try {
      var header = HeaderJson.read(in.object("header"));
      var message = new Message(header, contents(in), SignatureJson.read(in, "signature"));
      in.end();
      return PROFILE.write(message);
    } catch (IllegalArgumentException e) {
      throw new WireException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Contents contents(Members in) {
    boolean isResponse = in.has("type") && isResponse(in);
    boolean hasBody = in.has("body");
    boolean hasCode = in.has("code");
    in.has("problem");
    var method = in.word("method", Method.class, Method.PROBE);
    if (in.has("payload")) {
      int code = (int) in.number("code", isResponse ? OK : 2L * method.ordinal() + 1, CODE_MAX);
      return new Contents(isResponse, code, in.hex("payload"));
    }
    if (!hasBody) throw new WireException("body: expected an object, found nothing");
    var body = in.object("body");
    if (!isResponse) return PROFILE.contents(RequestJson.read(method, body));
    int code = (int) in.number("code", OK, CODE_MAX);
    boolean isFailure = body.has("failure");
    Response response = isFailure ? ResponseJson.failure(body) : ResponseJson.answer(method, body);
    var contents = PROFILE.contents(response);
    return hasCode ? new Contents(true, code, contents.payload()) : contents;
  }

  private static boolean isResponse(Members in) {
    var type = in.text("type");
    return switch (type) {
      case "request" -> false;
      case "response" -> true;
      default -> throw new WireException("type: expected request or response, found " + type);
    };
  }
}
