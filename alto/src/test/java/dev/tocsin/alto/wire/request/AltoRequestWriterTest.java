// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.wire.json.JsonBounds;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// What is written is what was read.
class AltoRequestWriterTest {

  private final AltoRequestReader reader = new AltoRequestReader(JsonBounds.REQUEST);

  private void same(
      String json, BiFunction<AltoRequestReader, byte[], ? extends AltoRequest> read) {
    var request = read.apply(reader, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    var written = AltoRequestWriter.write(request);
    assertThat(read.apply(reader, written.getBytes(StandardCharsets.UTF_8))).isEqualTo(request);
    assertThat(written).isEqualTo(json.replace('\'', '"'));
  }

  @Test
  void writesFilters() {
    same("{'pids':['PID1','PID2']}", AltoRequestReader::networkMapFilter);
    same("{'pids':[],'address-types':['ipv6']}", AltoRequestReader::networkMapFilter);
    same(
        "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "'constraints':['ge 5','lt 7.5'],'pids':{'srcs':['A'],'dsts':[]}}",
        AltoRequestReader::costMapFilter);
    same(
        "{'entities':['ipv4:192.0.2.0/24'],'properties':[]}", AltoRequestReader::propertyMapFilter);
    same("{'entities':[]}", AltoRequestReader::propertyMapFilter);
  }

  @Test
  void writesSeveralCostsWithAlternatives() {
    same(
        "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "{'cost-mode':'numerical','cost-metric':'hopcount'}],"
            + "'testable-cost-types':[{'cost-mode':'numerical','cost-metric':'hopcount'}],"
            + "'or-constraints':[['[0] le 100','[0] gt 0'],['[0] eq 1.0E20']],"
            + "'calendared':[true,false],'endpoints':{'dsts':['ipv6:2001:db8::1']}}",
        AltoRequestReader::endpointCosts);
  }

  @Test
  void writesAlternativesOfWhichThereAreNone() {
    same(
        "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'routingcost'}],"
            + "'or-constraints':[],'pids':{'srcs':[],'dsts':[]}}",
        AltoRequestReader::costMapFilter);
  }

  @Test
  void writesEndpointsAndStreams() {
    same(
        "{'properties':['m.pid'],'endpoints':['ipv4:192.0.2.1','ipv6:2001:db8::1']}",
        AltoRequestReader::endpointProperties);
    same(
        "{'add':{'1':{'resource-id':'map','tag':'x','incremental-changes':false,"
            + "'input':{'pids':[]}},'2':{'resource-id':'costs'}},'remove':[]}",
        AltoRequestReader::streamControl);
  }
}
