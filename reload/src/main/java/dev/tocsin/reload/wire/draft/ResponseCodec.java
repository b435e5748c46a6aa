// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.util.ArrayList;
import java.util.List;

/// Responses: 200 with what the method gives, everything else with a reason (ER-1).
final class ResponseCodec {

  private static final int OK = 200;

  private ResponseCodec() {}

  static Contents write(Response response) {
    var out = new ByteWriter();
    int code =
        switch (response) {
          case Answer answer -> {
            write(out, answer);
            yield OK;
          }
          case Response.Failure(var why, var reason, var info) -> {
            Fields.text(out, reason);
            Fields.vector16(out, () -> info(out, info));
            yield code(why);
          }
        };
    return new Contents(true, code, Bytes.owning(out.toArray()));
  }

  private static void write(ByteWriter out, Answer answer) {
    switch (answer) {
      case Answer.Probed(var id, var infos) -> {
        out.i64(id);
        Fields.vector16(
            out,
            () -> {
              for (var info : infos) out.u16(RequestCodec.topic(info.topic())).u32(info.value());
            });
      }
      case Answer.Connected(var data) -> RequestCodec.connect(out, data);
      case Answer.Stored(var kinds) -> DataCodec.generations(out, kinds);
      case Answer.Fetched(var kinds) -> kinds.forEach(kind -> DataCodec.fetched(out, kind));
      case Answer.Removed(var kinds) -> DataCodec.generations(out, kinds);
      case Answer.Found(var kinds) ->
          kinds.forEach(each -> out.u24(each.kind()).bytes(each.resource().bytes()));
      case Answer.Tunneled _, Answer.Joined _, Answer.Left _, Answer.Updated _ -> {}
    }
  }

  private static void info(ByteWriter out, Response.Info info) {
    switch (info) {
      case Response.Info.None _ -> {}
      case Response.Info.NextHop(var peer) -> out.bytes(peer.bytes());
      case Response.Info.Generations(var kinds) -> DataCodec.generations(out, kinds);
    }
  }

  static Response read(Contents contents, Method asked, Models models) {
    var in = new ByteReader(contents.payload().toArray());
    var response = contents.code() == OK ? answer(asked, in, models) : failure(contents, in);
    in.end("the response");
    return response;
  }

  private static Answer answer(Method asked, ByteReader in, Models models) {
    return switch (asked) {
      case PROBE ->
          new Answer.Probed(in.i64("response id"), infos(Fields.vector16(in, "information")));
      case CONNECT -> new Answer.Connected(RequestCodec.connect(in));
      case TUNNEL -> new Answer.Tunneled();
      case STORE -> new Answer.Stored(DataCodec.generations(in));
      case FETCH -> new Answer.Fetched(DataCodec.fetched(in, models));
      case REMOVE -> new Answer.Removed(DataCodec.generations(in));
      case FIND -> new Answer.Found(closest(in));
      case JOIN -> new Answer.Joined();
      case LEAVE -> new Answer.Left();
      case UPDATE -> new Answer.Updated();
    };
  }

  // two bytes of type; others write one of type and one of length. PI-2: what is not known is
  // left out.
  private static List<ProbeInfo> infos(ByteReader in) {
    var infos = new ArrayList<ProbeInfo>();
    while (in.hasNext()) {
      int type = in.u16("topic");
      boolean hasLength = type > 0xff;
      int number = hasLength ? type >> 8 : type;
      var part = in.part(hasLength ? type & 0xff : Integer.BYTES, "information");
      for (var topic : ProbeInfo.Topic.values()) {
        if (RequestCodec.topic(topic) == number) infos.add(info(topic, part));
      }
    }
    return infos;
  }

  private static ProbeInfo info(ProbeInfo.Topic topic, ByteReader part) {
    var info = new ProbeInfo(topic, part.u32("information"));
    part.end("the information");
    return info;
  }

  private static List<Response.Closest> closest(ByteReader in) {
    var found = new ArrayList<Response.Closest>();
    while (in.hasNext()) {
      found.add(new Response.Closest(in.u24("kind"), Fields.id(in, "closest resource")));
    }
    return found;
  }

  private static Response.Failure failure(Contents contents, ByteReader in) {
    var code = code(contents.code());
    if (code == FailureCode.GENERATION_TOO_LOW && isBare(contents.payload())) {
      return Response.Failure.outdated(DataCodec.generations(in));
    }
    var reason = Fields.text(in, "reason");
    var info = Fields.vector16(in, "error information");
    return new Response.Failure(code, reason, info(code, info));
  }

  // the generations alone, without a reason: their kinds are of three bytes, so that the
  // first two are hardly the length of a text that ends where it should.
  private static boolean isBare(Bytes payload) {
    if (payload.isEmpty() || payload.length() % 11 != 0) return false;
    try {
      var in = new ByteReader(payload.toArray());
      Fields.text(in, "reason");
      Fields.vector16(in, "error information");
      return in.hasNext();
    } catch (WireException e) {
      return true;
    }
  }

  private static Response.Info info(FailureCode code, ByteReader in) {
    if (!in.hasNext()) return new Response.Info.None();
    var info =
        switch (code) {
          case TRY_OTHER_PEER -> new Response.Info.NextHop(Fields.id(in, "next peer"));
          case GENERATION_TOO_LOW -> new Response.Info.Generations(DataCodec.generations(in));
          default -> {
            in.rest();
            yield new Response.Info.None();
          }
        };
    in.end("the error information");
    return info;
  }

  private static int code(FailureCode code) {
    return switch (code) {
      case TRY_OTHER_PEER -> 302;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case TIMED_OUT -> 408;
      case GENERATION_TOO_LOW -> 412;
      case INCOMPATIBLE -> 498;
      case ROUTING_NOT_SUPPORTED -> 499;
      case OTHER -> 500;
    };
  }

  private static FailureCode code(int number) {
    for (var code : FailureCode.values()) if (code(code) == number) return code;
    return FailureCode.OTHER;
  }
}
