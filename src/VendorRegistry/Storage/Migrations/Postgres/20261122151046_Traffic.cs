using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Traffic : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "traffic",
                columns: table => new
                {
                    Operation = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Hour = table.Column<int>(type: "integer", nullable: false),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    System = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Customer = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    Refused = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_traffic", x => new { x.Operation, x.Hour, x.Environment, x.Vendor, x.System, x.Customer });
                });

            migrationBuilder.CreateTable(
                name: "traffic_nodes",
                columns: table => new
                {
                    Node = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_traffic_nodes", x => x.Node);
                });

            migrationBuilder.CreateIndex(
                name: "IX_traffic_Hour",
                table: "traffic",
                column: "Hour");

            migrationBuilder.CreateIndex(
                name: "IX_traffic_Vendor_Hour",
                table: "traffic",
                columns: new[] { "Vendor", "Hour" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "traffic");

            migrationBuilder.DropTable(
                name: "traffic_nodes");
        }
    }
}
