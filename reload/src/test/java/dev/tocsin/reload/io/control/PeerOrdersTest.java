// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.io.control.PeerOrder.Which;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;

final class PeerOrdersTest {

  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final Place PLACE = new Place("alice@example.org");

  @SuppressWarnings("unused")
  private static final List<PeerOrder> ORDERS =
      List.of(
          new PeerOrder.Status(),
          new PeerOrder.Leave(),
          new PeerOrder.Ping(new Place(ID)),
          new PeerOrder.Trace(PLACE),
          new PeerOrder.Store(PLACE, "note", new Which.Usual(), Bytes.EMPTY, Duration.ofSeconds(1)),
          new PeerOrder.Store(
              PLACE, "x", new Which.Key(Bytes.of("k")), Bytes.of("v"), Duration.ofDays(60)),
          new PeerOrder.Fetch(PLACE, "3", new Which.Index(2)),
          new PeerOrder.Remove(PLACE, "3", new Which.All()),
          new PeerOrder.Find(PLACE, "certificate"));

  @ParameterizedTest
  @FieldSource("ORDERS")
  void readsWhatItWrites(PeerOrder order) {
    assertThat(read(PeerOrders.write(order).toString())).isEqualTo(order);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | JSON object",
        "{'command':'fly'} | unknown command 'fly'",
        "{'command':'ping'} | 'place' is missing",
        "{'command':'ping','place':''} | place",
        "{'command':'ping','place':'a','kind':'x'} | unknown member 'kind'",
        "{'command':'ping','place':'peer:12'} | peer:ID",
        "{'command':'ping','place':'peer:00112233445566778899aabbccddeeff/256'} | place 256",
        "{'command':'store','place':'a','kind':'x','value':'abc'} | value",
        "{'command':'store','place':'a','kind':'x','value':'ab','lifetime':0} | lifetime",
        "{'command':'store','place':'a','kind':'x','value':'ab','lifetime':4294967296} | lifetime",
        "{'command':'fetch','place':'a','kind':'x','index':1,'key':'ab'} | only one",
        "{'command':'fetch','place':'a','kind':'x','index':-1} | index -1",
        "{'command':'fetch','place':'a','kind':'x','index':1e3} | index",
        "{'command':'find','place':'a','kind':'x','all':true} | unknown member 'all'",
      })
  void saysWhatIsWrongWithAnOrder(String order, String complaint) {
    assertThatThrownBy(() -> read(order.replace('\'', '"')))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void readsAnIndexThatIsTooLargeAsWrong() {
    assertThatThrownBy(
            () ->
                read("{\"command\":\"fetch\",\"place\":\"a\",\"kind\":\"x\",\"index\":9999999999}"))
        .isInstanceOf(WireException.class);
  }

  @Test
  void readsPlacesAsPeopleWriteThem() {
    var id = Id.parse(ID);

    assertThat(new Place(ID).id()).isEqualTo(id);
    assertThat(new Place("alice").id()).isEqualTo(ResourceName.of("alice"));
    assertThat(new Place("name:" + ID).id()).isEqualTo(ResourceName.of(ID));
    assertThat(new Place("peer:" + ID).id()).isEqualTo(ResourceName.of(id));
    assertThat(new Place("peer:" + ID + "/7").id()).isEqualTo(ResourceName.of(id, 7));
  }

  private static PeerOrder read(String json) {
    return PeerOrders.read(JsonMapper.shared().readTree(json));
  }
}
