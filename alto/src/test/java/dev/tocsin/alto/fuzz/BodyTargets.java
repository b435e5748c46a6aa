// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.fuzz;

import dev.tocsin.alto.check.Document;
import dev.tocsin.alto.check.Document.Extent;
import dev.tocsin.alto.check.Findings;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.patch.MergePatch;
import dev.tocsin.alto.wire.patch.PatchText;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.alto.wire.request.AltoRequestWriter;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.alto.wire.stream.Multipart;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Every body that comes from a client or a server. Single quotes stand for double ones in samples.
final class BodyTargets {

  private static final AltoRequestReader REQUESTS = new AltoRequestReader(JsonBounds.REQUEST);
  private static final AltoAnswerReader ANSWERS = new AltoAnswerReader(JsonBounds.REQUEST);
  private static final DirectoryReader DIRECTORIES = new DirectoryReader(JsonBounds.REQUEST);
  private static final JsonText JSON = new JsonText(JsonBounds.REQUEST);
  private static final WireException REFUSED = new WireException("refused");
  private static final int SOME = 8;
  private static final int EVENT_BYTES_MAX = 4_096;

  private static final String TAG = "{'resource-id':'net','tag':'abc'}";
  private static final String COST = "{'cost-mode':'numerical','cost-metric':'routingcost'}";
  private static final String HOPS = "{'cost-mode':'ordinal','cost-metric':'hopcount'}";
  private static final String DOCUMENT = "{'a':{'b':[1,2,{'c':null}]},'d':'x','e':5.5}";

  private BodyTargets() {}

  static Stream<FuzzTarget> all() {
    return Stream.concat(requests(), answers());
  }

  private static Stream<FuzzTarget> requests() {
    return Stream.of(
        request(
            "network map filter",
            AltoRequestReader::networkMapFilter,
            "{'pids':['a','b']}",
            "{'pids':[],'address-types':['ipv4','ipv6']}"),
        request(
            "cost map filter",
            AltoRequestReader::costMapFilter,
            "{'cost-type':"
                + COST
                + ",'constraints':['ge 5','lt 7.5'],'pids':{'srcs':['a'],'dsts':[]}}",
            "{'multi-cost-types':["
                + COST
                + ","
                + HOPS
                + "],'testable-cost-types':["
                + HOPS
                + "],'or-constraints':[['[0] le 100'],['[0] eq 1']],'calendared':[true,false]}"),
        request(
            "endpoint cost request",
            AltoRequestReader::endpointCosts,
            "{'cost-type':"
                + COST
                + ",'endpoints':{'srcs':['ipv4:192.0.2.1'],'dsts':['ipv6:2001:db8::1',"
                + "'ipv4:198.51.100.0/24']}}"),
        request(
            "endpoint property request",
            AltoRequestReader::endpointProperties,
            "{'properties':['net.pid','priv:x'],'endpoints':['ipv4:192.0.2.1',"
                + "'ipv6:2001:db8::1']}"),
        request(
            "property map filter",
            AltoRequestReader::propertyMapFilter,
            "{'entities':['ipv4:192.0.2.0/24','net.pid:a'],'properties':['.region']}",
            "{'entities':[]}"),
        request(
            "stream parameters",
            AltoRequestReader::streamParameters,
            "{'add':{'1':{'resource-id':'net','tag':'x','incremental-changes':false,"
                + "'input':{'pids':[]}},'2':{'resource-id':'costs'}}}"),
        request(
            "stream control",
            AltoRequestReader::streamControl,
            "{'add':{'1':{'resource-id':'net'}},'remove':['2']}",
            "{'remove':[]}"));
  }

  private static Stream<FuzzTarget> answers() {
    return Stream.of(
        answer(
            "network map",
            ANSWERS::networkMap,
            "{'meta':{'vtag':"
                + TAG
                + "},'network-map':{'a':{'ipv4':['192.0.2.0/24','0.0.0.0/0'],'ipv6':['::/0']},"
                + "'b':{'x':['y']}}}"),
        answer(
            "cost map",
            ANSWERS::costMap,
            "{'meta':{'dependent-vtags':["
                + TAG
                + "],'cost-type':"
                + COST
                + "},'cost-map':{'a':{'a':1,'b':2.5e3},'b':{'a':0}}}",
            "{'meta':{'dependent-vtags':["
                + TAG
                + "],'cost-type':{},'multi-cost-types':["
                + COST
                + ","
                + HOPS
                + "]},'cost-map':{'a':{'a':[1,null]}}}"),
        answer(
            "endpoint costs",
            ANSWERS::endpointCosts,
            "{'meta':{'vtag':"
                + TAG
                + ",'cost-type':"
                + COST
                + "},'endpoint-cost-map':{'ipv4:192.0.2.1':{'ipv6:2001:db8::1':7}}}"),
        answer(
            "endpoint properties",
            ANSWERS::endpointProperties,
            "{'meta':{'dependent-vtags':["
                + TAG
                + "]},'endpoint-properties':{'ipv4:192.0.2.1':{'net.pid':'a'}}}"),
        answer(
            "property map",
            ANSWERS::propertyMap,
            "{'meta':{'dependent-vtags':["
                + TAG
                + "]},'property-map':{'ipv4:192.0.2.0/24':{'.region':'n','x':null,'y':[1]}}}"),
        target(
            "error",
            BodyTargets::error,
            "{'meta':{'code':'E_INVALID_FIELD_VALUE','field':'a/b','value':'x'}}",
            "{'meta':{'code':'E_SYNTAX','syntax-error':'x'}}"),
        target(
            "directory",
            BodyTargets::directory,
            "{'meta':{'cost-types':{'num':"
                + COST
                + "},'default-alto-network-map':'net'},'resources':{'net':{'uri':'net',"
                + "'media-type':'application/alto-networkmap+json'},'costs':{'uri':'costs',"
                + "'media-type':'application/alto-costmap+json',"
                + "'accepts':'application/alto-costmapfilter+json',"
                + "'capabilities':{'cost-type-names':['num'],'cost-constraints':true,"
                + "'max-cost-types':2,'prop-types':['x'],'mappings':{'ipv4':['y']}},"
                + "'uses':['net']}}}"),
        target(
            "merge patch", BodyTargets::mergePatch, "{'a':{'b':null},'f':[1]}", "{'d':{'x':'y'}}"),
        target(
            "JSON patch",
            BodyTargets::jsonPatch,
            "[{'op':'add','path':'/a/b/-','value':5},{'op':'remove','path':'/d'},"
                + "{'op':'replace','path':'/e','value':{}},{'op':'move','from':'/a',"
                + "'path':'/f'},{'op':'copy','from':'/f/b/0','path':'/g'},{'op':'test',"
                + "'path':'/g','value':1}]"),
        target(
            "event stream",
            BodyTargets::events,
            "event: application/alto-updatestreamcontrol+json\ndata: {'control-uri':'x'}\n\n"
                + ": hello\n\nevent: application/merge-patch+json,1\ndata: {}\ndata: \n\n",
            "event: multipart/related;boundary=b,1\ndata: --b\ndata: Content-ID: a\n"
                + "data: Content-Type: application/json\ndata:\ndata: {}\ndata: --b--\n\n"),
        target(
            "check of a document",
            BodyTargets::check,
            "{'meta':{'vtag':"
                + TAG
                + "},'network-map':{'a':{'ipv4':['192.0.2.0/24','0.0.0.0/0']}}}",
            "{'meta':{'dependent-vtags':["
                + TAG
                + "],'cost-type':"
                + COST
                + "},'cost-map':{'a':{'a':1}}}",
            "{'meta':{'cost-types':{'n':"
                + COST
                + "}},'resources':{'net':{'uri':'n',"
                + "'media-type':'application/alto-networkmap+json','uses':['x'],"
                + "'capabilities':{'cost-type-names':['n']}}}}"));
  }

  private static FuzzTarget target(String name, Consumer<byte[]> decoder, String... samples) {
    return new FuzzTarget("ALTO " + name, bytes(samples), decoder);
  }

  private static List<byte[]> bytes(String... samples) {
    return Arrays.stream(samples)
        .map(text -> text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// What is accepted reads back as itself.
  private static FuzzTarget request(
      String name,
      BiFunction<AltoRequestReader, byte[], ? extends AltoRequest> read,
      String... samples) {
    return target(
        name,
        input ->
            refusing(
                () -> {
                  var request = read.apply(REQUESTS, input);
                  var written = AltoRequestWriter.write(request).getBytes(StandardCharsets.UTF_8);
                  var again = read.apply(REQUESTS, written);
                  if (!again.equals(request)) {
                    throw new AssertionError("read " + request + ", then " + again);
                  }
                }),
        samples);
  }

  private static FuzzTarget answer(
      String name,
      java.util.function.Function<byte[], ? extends AltoAnswer> read,
      String... samples) {
    return target(
        name,
        input ->
            refusing(
                () -> {
                  var written = AltoAnswerWriter.write(read.apply(input));
                  same(written, AltoAnswerWriter.write(read.apply(written)));
                }),
        samples);
  }

  private static void directory(byte[] input) {
    refusing(
        () -> {
          var written = DirectoryWriter.write(DIRECTORIES.read(input));
          same(written, DirectoryWriter.write(DIRECTORIES.read(written)));
        });
  }

  private static void error(byte[] input) {
    refusing(() -> readsBack(ANSWERS.error(input)));
  }

  private static void mergePatch(byte[] input) {
    refusing(() -> MergePatch.apply(document(), JSON.parse(input)));
  }

  private static void jsonPatch(byte[] input) {
    refusing(() -> PatchText.read(JSON.parse(input)).apply(document()));
  }

  private static tools.jackson.databind.JsonNode document() {
    return JSON.parse(bytes(DOCUMENT).getFirst());
  }

  /// Where the bytes are cut does not change what they are.
  private static void events(byte[] input) {
    var whole = new EventReader(EVENT_BYTES_MAX).read(ByteBuffer.wrap(input));
    var cut = new EventReader(EVENT_BYTES_MAX);
    int half = input.length / 2;
    int count = cut.read(ByteBuffer.wrap(input, 0, half)).size();
    count += cut.read(ByteBuffer.wrap(input, half, input.length - half)).size();
    if (count != whole.size()) {
      throw new AssertionError(count + " events instead of " + whole.size());
    }
    for (var event : whole) {
      if (Multipart.parts(event).isEmpty()) throw new AssertionError("an event without parts");
    }
  }

  private static void check(byte[] input) {
    var findings = new Findings("fuzz");
    var document = Document.check(input, Extent.WHOLE, findings);
    if (document.isEmpty() && findings.all().isEmpty()) throw new AssertionError("nothing is said");
    document.ifPresent(each -> each.checkCosts(each, findings));
    if (document.isEmpty()) throw new WireException("nothing of ALTO");
  }

  private static void same(byte[] written, byte[] again) {
    if (Arrays.equals(written, again)) return;
    throw new AssertionError(
        "written %s, then %s"
            .formatted(
                new String(written, StandardCharsets.UTF_8),
                new String(again, StandardCharsets.UTF_8)));
  }

  private static void refusing(Runnable read) {
    try {
      read.run();
    } catch (AltoRefusedException e) {
      // A refused body has an error to be answered with; to look at some is enough.
      if (String.valueOf(e.getMessage()).hashCode() % SOME == 0) readsBack(e.error());
      throw REFUSED;
    }
  }

  private static void readsBack(AltoError error) {
    var again = ANSWERS.error(AltoAnswerWriter.write(error));
    if (!again.equals(error)) throw new AssertionError("told " + error + " as " + again);
  }
}
