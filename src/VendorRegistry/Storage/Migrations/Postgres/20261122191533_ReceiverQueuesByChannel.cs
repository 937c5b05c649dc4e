using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ReceiverQueuesByChannel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_receiver_queues_Channel_NextAt",
                table: "receiver_queues",
                columns: new[] { "Channel", "NextAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_receiver_queues_Channel_NextAt",
                table: "receiver_queues");
        }
    }
}
